--! with queue
-- Takes a closing back that has not taken effect.  ARGV: moment, prefixes, reference, fence,
-- officer, end of the lease.

local reference, fence, officer, lease_until = ARGV[4], ARGV[5], ARGV[6], ARGV[7]

local callback, refused = held_with(reference, fence, true, officer)
if refused then
  return refused
end
if callback.closing == '' then
  return { 'lost' }
end
local changes = { closing = '', closing_at = '0', lease_until = lease_until }
if callback.duplicate_of then
  changes.duplicate_of = ''
end
change(callback, changes)
redis.call('ZREM', DUE, 'close:' .. reference)
record(callback, 'closing_undone', officer)
return { 'ok', flat(callback) }
