--! with queue
--! with bridged
-- The officer pressed 1: the person is rung now.  KEYS after the indexes: the bridge.  ARGV: moment,
-- prefixes, the call, end of the lease, and that of a red one.  Asked twice by the same call it is
-- accepted once.

local call, lease_until, lease_of_red = ARGV[4], ARGV[5], ARGV[6]

local bridge, callback, refused = bridged(KEYS[9], call)
if refused then
  return refused
end
if bridge.state == 'dialling' then
  return { 'ok', flat(callback) }
end
redis.call('HSET', KEYS[9], 'call', call, 'state', 'dialling', 'at', ARGV[1])
if callback.level == 'red' then
  lease_until = lease_of_red
end
local changes = { state = 'calling', lease_until = lease_until }
settle_alert(callback, changes)
change(callback, changes)
record(callback, 'calling', callback.officer)
return { 'ok', flat(callback) }
