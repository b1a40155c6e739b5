-- Whether this clock leads: it has the lock, or takes it.  KEYS: the lock, the last beat.
-- ARGV: who asks, how long the lock holds, moment.

local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('SET', KEYS[2], ARGV[3])
return 1
