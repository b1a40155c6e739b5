-- One more line of the audit, if the last one is still the one it was made to follow.
-- KEYS: the audit.  ARGV: the last line as it was read (empty: there was none), the new line, how
-- many lines are kept.

local last = redis.call('LINDEX', KEYS[1], -1) or ''
if last ~= ARGV[1] then
  return 0
end
redis.call('RPUSH', KEYS[1], ARGV[2])
redis.call('LTRIM', KEYS[1], -tonumber(ARGV[3]), -1)
return 1
