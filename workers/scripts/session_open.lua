-- KEYS: the session, the sessions of its account.  ARGV: name, moment, idle life, full life.

redis.call('HSET', KEYS[1], 'name', ARGV[1], 'opened', ARGV[2], 'seen', ARGV[2])
local ends = tonumber(redis.call('TIME')[1]) * 1000 + tonumber(ARGV[4])
redis.call('HSET', KEYS[1], 'ends', string.format('%.0f', ends))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('SADD', KEYS[2], string.match(KEYS[1], '([^:]+)$'))
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return 1
