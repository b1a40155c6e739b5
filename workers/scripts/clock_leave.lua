-- Gives the lock back, if it is ours.  KEYS: the lock.  ARGV: who asks.

if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
