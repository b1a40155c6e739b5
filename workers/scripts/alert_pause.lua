--! with queue
-- Somebody has heard of it and asks for a moment.  ARGV: moment, prefixes, reference, until when.

local reference, until_ms = ARGV[4], ARGV[5]

local callback = read(CALLBACKS .. reference)
if not callback or callback.alert ~= 'climbing' then
  return 0
end
redis.call('ZADD', DUE, until_ms, 'alert:' .. reference)
record(callback, 'alerted', 'clock', 'paused')
return 1
