-- A number is kept from the flows.  KEYS: the person's block, all blocks.  ARGV: person, until when,
-- for how long, the sealed rest.  It ends by itself.

redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'until', ARGV[2], 'sealed', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
return 1
