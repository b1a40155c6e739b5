--! with queue
-- One page of an index, each callback as its fields, and how many there are.  ARGV: moment, prefixes,
-- which index (ready, held or later), how many to skip, at most how many.

wake()
local index = ({ ready = READY, held = HELD, later = LATER })[ARGV[4]]
local skip = tonumber(ARGV[5])
local found = {}
for _, reference in ipairs(redis.call('ZRANGE', index, skip, skip + tonumber(ARGV[6]) - 1)) do
  local fields = redis.call('HGETALL', CALLBACKS .. reference)
  if #fields > 0 then
    found[#found + 1] = fields
  end
end
return { redis.call('ZCARD', index), found }
