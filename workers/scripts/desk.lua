--! with queue
-- What a desk shows: the first that may be rung now, what is held, the first of those for later, each
-- as its fields, and how many there are of each.  ARGV: moment, prefixes, at most how many of each.

wake()
local function first(index, most)
  local found = {}
  for _, reference in ipairs(redis.call('ZRANGE', index, 0, tonumber(most) - 1)) do
    local fields = redis.call('HGETALL', CALLBACKS .. reference)
    if #fields > 0 then
      found[#found + 1] = fields
    end
  end
  return found
end

return {
  first(READY, ARGV[4]),
  first(HELD, ARGV[5]),
  first(LATER, ARGV[6]),
  redis.call('ZCARD', READY),
  redis.call('ZCARD', HELD),
  redis.call('ZCARD', LATER),
}
