--! with queue
--! with forget
-- The end of a callback, by a named person.  KEYS after the indexes: what it touches (keys.of_person).
-- ARGV: moment, prefixes, reference, fence, officer, version, outcome, the prefix of an outbox key,
-- whether they asked to be deleted, whether this finishes a closing, which may have been undone
-- meanwhile, and for a duplicate the callback that stays.

local reference, fence, officer, version = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local outcome, outboxes, asked_to_be_deleted = ARGV[8], ARGV[9], ARGV[10]
local finishing, duplicate_of = ARGV[11], ARGV[12]

local callback, refused = held_with(reference, fence, false, officer)
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
local person, person_keys = callback.person, { unpack(KEYS, 9, 14) }
local changes = { outcome = outcome }
if duplicate_of ~= '' then
  changes.duplicate_of = duplicate_of
end
close_up(callback, changes, person_keys)
if duplicate_of ~= '' and redis.call('EXISTS', CALLBACKS .. duplicate_of) == 1 then
  record({ reference = duplicate_of }, 'duplicate', officer, reference)
end
if asked_to_be_deleted == '1' then
  if forget(person, person_keys, DUE, CALLBACKS, HISTORIES, outboxes) then
    callback.personal, callback.person = nil, ''
  else
    pass_on_deletion(person_keys, reference)
  end
end
record(callback, 'closed', officer, outcome)
redis.call('PEXPIRE', HISTORIES .. reference, KEPT_CLOSED)
judged(KEYS[11], 'none', '')
return { 'ok', flat(callback) }
