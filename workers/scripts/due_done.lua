-- Takes a member out, unless it has been given another time.  KEYS: the due-set.  ARGV: the member,
-- the score it was seen with.  A score that the clock has put off meanwhile is no other time.

local score = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or -1)
if score == tonumber(ARGV[2]) or score % 1 ~= 0 then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
return 0
