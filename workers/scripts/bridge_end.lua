--! with queue
-- The end of a bridged call.  KEYS after the indexes: the bridge.  ARGV: moment, prefixes, the state it
-- must be in (empty: any), the state it ends in, what came of it, for how many seconds.  What came of
-- ringing the person is on record, and who held it while they talked has an ordinary lease from now
-- on; told twice it is told once.

local before, state, result, seconds = ARGV[4], ARGV[5], ARGV[6], ARGV[7]

local bridge = read(KEYS[9])
if not bridge or (before ~= '' and bridge.state ~= before) then
  return 0
end
redis.call('HSET', KEYS[9], 'state', state, 'result', result, 'seconds', seconds, 'at', ARGV[1])
local callback = result ~= '' and read(CALLBACKS .. bridge.reference)
if callback then
  record(callback, 'rang', bridge.officer, result)
  local ends = whole(NOW + LEASE)
  if is_held(callback) and callback.fence == bridge.fence and (callback.closing or '') == '' then
    redis.call('HSET', CALLBACKS .. bridge.reference, 'lease_until', ends)
    redis.call('ZADD', HELD, ends, bridge.reference)
    redis.call('ZADD', DUE, ends, 'lease:' .. bridge.reference)
  end
end
redis.call('INCR', CHANGED)
return 1
