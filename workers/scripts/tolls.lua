-- Counts something that costs money, unless a ceiling is reached.  KEYS: how many went to this one
-- person in this hour, how many went at all, how many were held back.  ARGV: the most to one (0: no
-- ceiling), the most of all, how long counts are kept.
--
-- Answers '' when it may go, 'one' or 'all' for the ceiling that stands in its way.

local one, all, held = KEYS[1], KEYS[2], KEYS[3]
local most_to_one, most, kept = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]

local function count(key)
  redis.call('INCR', key)
  redis.call('PEXPIRE', key, kept)
end

if tonumber(redis.call('GET', all) or 0) >= most then
  count(held)
  return 'all'
end
if most_to_one > 0 and tonumber(redis.call('GET', one) or 0) >= most_to_one then
  count(held)
  return 'one'
end
count(all)
if most_to_one > 0 then
  count(one)
end
return ''
