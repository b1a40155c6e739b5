-- Callbacks named by a list or the newest end of a sorted set, each as its fields.
-- KEYS: the index.  ARGV: the prefix of a callback's key, at most how many.

local most = tonumber(ARGV[2])
local references
if redis.call('TYPE', KEYS[1]).ok == 'zset' then
  references = redis.call('ZREVRANGE', KEYS[1], 0, most - 1)
else
  references = redis.call('LRANGE', KEYS[1], 0, most - 1)
end
local found = {}
for _, reference in ipairs(references) do
  local fields = redis.call('HGETALL', ARGV[1] .. reference)
  if #fields > 0 then
    found[#found + 1] = fields
  end
end
return found
