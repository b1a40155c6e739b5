-- KEYS: the due-set, when each was first rung for.  ARGV: moment, before when is overdue.

return {
  redis.call('ZCOUNT', KEYS[1], '-inf', ARGV[1]),
  redis.call('ZCOUNT', KEYS[2], '-inf', '(' .. ARGV[2]),
}
