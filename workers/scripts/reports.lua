-- What was counted in each hour of a stretch; hours in which nothing was are left out.
-- KEYS: the counts of the queue, below which the hours hang.  ARGV: the first hour, the last one.

local found = {}
for hour = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  local name = string.format('%.0f', hour)
  local counts = redis.call('HGETALL', KEYS[1] .. ':' .. name)
  if #counts > 0 then
    found[#found + 1] = { name, counts }
  end
end
return found
