-- Somebody is to be forgotten outside this store, too.  KEYS: those being erased, the due-set, since
-- when.  ARGV: the person, their number (sealed, or empty), when to begin, the member of the
-- due-set, the moment.

if ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('HSETNX', KEYS[3], ARGV[1], ARGV[5])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[4])
return 1
