--! with queue
-- Claimed becomes calling.  ARGV: moment, prefixes, reference, fence, end of the lease.

local reference, fence, lease_until = ARGV[4], ARGV[5], ARGV[6]

local callback, refused = held_with(reference, fence, true)
if refused then
  return refused
end
local changes = { state = 'calling', lease_until = lease_until }
settle_alert(callback, changes)
change(callback, changes)
record(callback, 'calling', callback.officer)
return { 'ok' }
