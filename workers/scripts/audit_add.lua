-- One more line of the audit, if the last one is still the one it was made to follow.
-- KEYS: the audit.  ARGV: the last line as it was read (empty: there was none), the new line, the
-- moment.  Lines that are older than they are kept go from the head, a few with each new one.

local last = redis.call('LINDEX', KEYS[1], -1) or ''
if last ~= ARGV[1] then
  return 0
end
redis.call('RPUSH', KEYS[1], ARGV[2])
for _ = 1, 20 do
  local first = redis.call('LINDEX', KEYS[1], 0)
  if cjson.decode(first)[2] > ARGV[3] - @kept:audit@ then
    break
  end
  redis.call('LPOP', KEYS[1])
end
return 1
