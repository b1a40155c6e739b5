--! with queue
--! with forget
-- The end of a callback, by a named person.  KEYS after the indexes: the person's pointer, earlier
-- callbacks, conversation, transcript, outbox.  ARGV: moment, prefixes, reference, fence, officer,
-- version, outcome, the prefix of an outbox key, whether they asked to be deleted, and whether this
-- finishes a closing, which may have been undone meanwhile.

local reference, fence, officer, version = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local outcome, outboxes, asked_to_be_deleted = ARGV[8], ARGV[9], ARGV[10]
local finishing = ARGV[11]

local callback, refused = held_with(reference, fence, false)
if refused then
  return refused
end
if callback.version ~= version then
  return { 'stale', flat(callback) }
end
if finishing == '1' and (callback.closing ~= outcome or tonumber(callback.closing_at) > NOW) then
  return { 'lost' }
end
if not may_end(callback, outcome) then
  return { 'refused' }
end
local person, person_keys = callback.person, { KEYS[9], KEYS[10], KEYS[11], KEYS[12], KEYS[13] }
close_up(callback, { outcome = outcome }, person_keys)
if asked_to_be_deleted == '1' then
  forget(person, person_keys, DUE, CALLBACKS, HISTORIES, outboxes)
  callback.personal, callback.person = nil, ''
end
record(callback, 'closed', officer, outcome)
redis.call('PEXPIRE', HISTORIES .. reference, KEPT_CLOSED)
judged(KEYS[11], 'none', '')
return { 'ok', flat(callback) }
