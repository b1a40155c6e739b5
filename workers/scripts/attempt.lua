--! with queue
--! with outbox_rows
-- What came of ringing.  KEYS after the indexes: what the end of a callback touches
-- (keys.of_person), the text that may follow.  ARGV: moment, prefixes, reference, fence, officer, the version the
-- plan was made for, result, not before, due at, attempts after it, an outcome when the plan has no
-- further try, and a text to send: its line (empty: none), how many lines of what was said are kept,
-- that line of it, the entry's row.

local reference, fence, officer, version, result = ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local not_before, due_at, attempts, outcome = ARGV[9], ARGV[10], ARGV[11], ARGV[12]
local line, most_entries, said = ARGV[13], tonumber(ARGV[14]), ARGV[15]

local next_argument = 15
local function argument()
  next_argument = next_argument + 1
  return ARGV[next_argument]
end

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
  if line ~= '' and #write_rows(15, argument, DUE, KEYS[13]) > 0 then
    redis.call('RPUSH', KEYS[12], said)
    redis.call('LTRIM', KEYS[12], -most_entries, -1)
    record(callback, 'texted', 'clock', line)
  end
end
return { 'ok', flat(callback) }
