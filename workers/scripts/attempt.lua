--! with queue
-- What came of ringing.  KEYS after the indexes: what the end of a callback touches
-- (keys.of_person).  ARGV: moment, prefixes, reference, fence, officer, the version the
-- plan was made for, result, not before, due at, attempts after it, and an outcome when the plan
-- has no further try.

local reference, fence, officer, version, result = ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local not_before, due_at, attempts, outcome = ARGV[9], ARGV[10], ARGV[11], ARGV[12]

local callback, refused = held_with(reference, fence, false, officer)
if refused then
  return refused
end
if callback.version ~= version then
  return { 'stale', flat(callback) }
end
if outcome ~= '' and callback.level == 'red' then
  return { 'refused' }
end
record(callback, 'attempt', officer, result)
if outcome ~= '' then
  local changes = { outcome = outcome, attempts = attempts }
  close_up(callback, changes, { unpack(KEYS, 9, 14) })
  record(callback, 'closed', officer, outcome)
  judged(KEYS[11], 'none', '')
else
  local changes = { not_before = not_before, due_at = due_at, attempts = attempts }
  changes.first_from = result == 'later' and not_before or whole(ours_from(callback))
  back_to_waiting(callback, given_back(callback, changes))
end
return { 'ok', flat(callback) }
