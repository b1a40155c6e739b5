-- The last bridge of a callback, as its fields.  KEYS: the pointer.  ARGV: the prefix of a bridge.

local name = redis.call('GET', KEYS[1])
return name and redis.call('HGETALL', ARGV[1] .. name) or {}
