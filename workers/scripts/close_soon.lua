--! with queue
-- The end of a callback, decided by a named person, which takes effect at a moment unless it is
-- undone or anything else happens to the callback first.  ARGV: moment, prefixes, reference, fence,
-- officer, outcome, when it takes effect, until when it is held, of which it is a duplicate.

local reference, fence, officer, outcome = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local closing_at, lease_until, duplicate_of = ARGV[8], ARGV[9], ARGV[10]

local callback, refused = held_with(reference, fence, false, officer)
if refused then
  return refused
end
if not may_end(callback, outcome) then
  return { 'refused' }
end
local changes = {
  state = is_held(callback) and callback.state or 'claimed',
  officer = officer,
  lease_until = lease_until,
  closing = outcome,
  closing_at = closing_at,
}
if duplicate_of ~= '' or callback.duplicate_of then
  changes.duplicate_of = duplicate_of
end
settle_alert(callback, changes)
change(callback, changes)
redis.call('ZADD', DUE, closing_at, 'close:' .. reference)
record(callback, 'closing', officer, outcome)
return { 'ok', flat(callback) }
