--! with queue
-- The end of a callback, by a named person.  KEYS after the indexes: the person's pointer, earlier
-- callbacks, conversation, transcript.  ARGV: moment, prefixes, reference, fence, officer, version,
-- outcome, and an empty personal field when they asked to be deleted.

local reference, fence, officer, version = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local outcome, emptied = ARGV[8], ARGV[9]
local never_red = { exhausted = true, safe = true }

local callback, refused = held_with(reference, fence, false)
if refused then
  return refused
end
if callback.version ~= version then
  return { 'stale', flat(callback) }
end
if (callback.level == 'red' and never_red[outcome]) or (outcome == 'safe' and callback.check == '') then
  return { 'refused' }
end
local changes = { outcome = outcome }
if emptied ~= '' then
  changes.personal = emptied
  redis.call('DEL', KEYS[11], KEYS[12], HISTORIES .. reference)
end
close_up(callback, changes, { KEYS[9], KEYS[10], KEYS[11], KEYS[12] })
record(callback, 'closed', officer, outcome)
redis.call('PEXPIRE', HISTORIES .. reference, KEPT_CLOSED)
judged(KEYS[11], 'none', '')
return { 'ok', flat(callback) }
