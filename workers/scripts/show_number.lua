--! with queue
-- The number is shown to whoever holds the callback: on record once for each time it was taken.
-- ARGV: moment, prefixes, reference, fence.  Nobody's page is out of date for it: the version stays.

local reference, fence = ARGV[4], ARGV[5]

local callback, refused = held_with(reference, fence, true)
if refused then
  return refused
end
if callback.number_shown ~= fence then
  redis.call('HSET', CALLBACKS .. reference, 'number_shown', fence)
  record(callback, 'number_shown', callback.officer)
end
return { 'ok' }
