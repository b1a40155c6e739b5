--! with queue
-- A note, on an open or a closed callback.  ARGV: moment, prefixes, reference, officer, sealed text.

local reference, officer, sealed = ARGV[4], ARGV[5], ARGV[6]

if redis.call('EXISTS', CALLBACKS .. reference) == 0 then
  return { 'gone' }
end
record({ reference = reference }, 'note', officer, '', sealed)
redis.call('INCR', CHANGED)
return { 'ok' }
