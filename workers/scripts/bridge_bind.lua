--! with queue
--! with bridged
-- The first request of the officer's call.  KEYS after the indexes: the bridge.  ARGV: moment,
-- prefixes, the call.

local _, callback, refused = bridged(KEYS[9], ARGV[4])
if refused then
  return refused
end
redis.call('HSET', KEYS[9], 'call', ARGV[4])
return { 'ok', flat(callback) }
