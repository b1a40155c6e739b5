--! with queue
-- A second callback on the number of one that is held, for somebody else.  KEYS after the indexes:
-- what is split off on that number.  ARGV: moment, prefixes, reference, fence, officer, version,
-- the new reference, the sealed personal of the first, then the fields of the new one.

local reference, fence, officer, version = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local another, personal = ARGV[8], ARGV[9]

local callback, refused = held_with(reference, fence, true, officer)
if refused then
  return refused
end
if callback.version ~= version then
  return { 'stale' }
end
if redis.call('EXISTS', CALLBACKS .. another) == 1 then
  return { 'in_use' }
end
change(callback, { personal = personal })
record(callback, 'split', officer, another)
local other = {}
for n = 10, #ARGV, 2 do
  other[ARGV[n]] = ARGV[n + 1]
end
other.version = '1'
if other.level == 'red' then
  raise_alert(other, other, math.max(NOW, tonumber(other.not_before)))
end
redis.call('HSET', CALLBACKS .. another, unpack(flat(other)))
redis.call('RPUSH', KEYS[9], another)
redis.call('ZADD', OPEN, other.waiting_since, another)
enter(other)
redis.call('INCR', CHANGED)
record(other, 'opened', officer, other.level)
record(other, 'split_from', officer, reference)
return { 'ok', flat(other) }
