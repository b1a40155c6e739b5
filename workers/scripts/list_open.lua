--! with queue
-- The open callbacks: those that may be rung or are held first, then those that come later, each
-- as its fields.  ARGV: moment, prefixes, at most how many of each.

local most = tonumber(ARGV[4])

wake()
local found = {}
local function take(index, count)
  if count <= 0 then
    return
  end
  for _, reference in ipairs(redis.call('ZRANGE', index, 0, count - 1)) do
    local fields = redis.call('HGETALL', CALLBACKS .. reference)
    if #fields > 0 then
      found[#found + 1] = fields
    end
  end
end
take(READY, most)
take(HELD, most)
take(LATER, most - #found)
return found
