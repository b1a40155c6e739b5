--! with queue
-- The queue at a glance.  ARGV: moment, prefixes.
-- Answers counts by "level:state", the first waiting time, how many red and how many others may be
-- rung now, and how many of each are past their promise.

return {
  redis.call('HGETALL', COUNTS),
  redis.call('ZRANGE', OPEN, 0, 0, 'WITHSCORES'),
  redis.call('ZCOUNT', READY, '-inf', '(' .. whole(AFTER_RED)),
  redis.call('ZCOUNT', READY, whole(AFTER_RED), '+inf'),
  redis.call('ZCOUNT', READY, '-inf', '(' .. ARGV[1]),
  redis.call('ZCOUNT', READY, whole(AFTER_RED), '(' .. whole(AFTER_RED + NOW)),
}
