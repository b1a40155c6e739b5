-- Everything of ours at one moment: for each key its name, its kind, how long it lives, its values.
-- KEYS: none.  ARGV: the pattern of our keys, then patterns of what is left out.
-- It reads and writes nothing, and holds everybody else up while it does: run it at a quiet hour.

local readers = {
  string = function(key) return { redis.call('GET', key) } end,
  hash = function(key) return redis.call('HGETALL', key) end,
  list = function(key) return redis.call('LRANGE', key, 0, -1) end,
  set = function(key) return redis.call('SMEMBERS', key) end,
  zset = function(key)
    local flat, turned = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES'), {}
    for n = 1, #flat, 2 do
      turned[n], turned[n + 1] = flat[n + 1], flat[n]
    end
    return turned
  end,
}

local function left_out(key)
  for n = 2, #ARGV do
    if string.sub(key, 1, #ARGV[n]) == ARGV[n] then
      return true
    end
  end
  return false
end

local found, seen, cursor = {}, {}, '0'
repeat
  local page = redis.call('SCAN', cursor, 'MATCH', ARGV[1], 'COUNT', 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do
    if not seen[key] and not left_out(key) then
      seen[key] = true
      local kind = redis.call('TYPE', key)['ok']
      found[#found + 1] = { key, kind, redis.call('PTTL', key), readers[kind](key) }
    end
  end
until cursor == '0'
return found
