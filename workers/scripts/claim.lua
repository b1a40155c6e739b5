--! with queue
-- Claims this one.  ARGV: moment, prefixes, reference, officer, end of the lease.
-- Whoever has it already keeps it, with the fence they have: pressing twice is pressing once.

local reference, officer, lease_until = ARGV[4], ARGV[5], ARGV[6]

local callback = read(CALLBACKS .. reference)
if not callback or callback.state == 'closed' then
  return { 'gone' }
end
local held_now = is_held(callback) and tonumber(callback.lease_until) > NOW
if held_now and callback.officer ~= officer then
  return { 'taken', callback.officer }
end
if held_now then
  local changes = { lease_until = lease_until }
  settle_alert(callback, changes)
  change(callback, changes)
  return { 'ok', flat(callback) }
end
hand_to(callback, officer, lease_until)
return { 'ok', flat(callback) }
