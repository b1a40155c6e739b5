--! with queue
-- A bridge for what an officer holds.  KEYS after the indexes: the callback's pointer to its bridge,
-- the new bridge.  ARGV: moment, prefixes, reference, fence, officer, how long it is kept, and since
-- when another that still rings is in the way.

local reference, fence, officer, kept, since = ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local POINTER, BRIDGE = KEYS[9], KEYS[10]

local callback, refused = held_with(reference, fence, true, officer)
if refused then
  return refused
end
local before = redis.call('GET', POINTER)
if before then
  local prefix = string.match(BRIDGE, '^(.*:)[^:]+$')
  local found = redis.call('HMGET', prefix .. before, 'state', 'at')
  local under_way = found[1] == 'ringing' or found[1] == 'dialling'
  if under_way and tonumber(found[2]) > tonumber(since) then
    return { 'busy' }
  end
end
redis.call('HSET', BRIDGE, 'reference', reference, 'officer', officer, 'fence', fence,
  'state', 'ringing', 'at', ARGV[1], 'result', '', 'seconds', 0, 'call', '')
redis.call('PEXPIRE', BRIDGE, kept)
redis.call('SET', POINTER, string.match(BRIDGE, '([^:]+)$'), 'PX', kept)
redis.call('INCR', CHANGED)
return { 'ok', flat(callback) }
