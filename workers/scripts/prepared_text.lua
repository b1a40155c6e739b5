--! with queue
--! with outbox_rows
-- A prepared text to the person whose callback is held.  KEYS after the indexes: the person's outbox,
-- what was said, the opt-out, the entry.  ARGV: moment, prefixes, reference, fence, officer, version,
-- the line's name, the sealed line of the transcript, how many of those are kept, the entry's row.

local reference, fence, officer, version = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local line, said, most_entries = ARGV[8], ARGV[9], tonumber(ARGV[10])
local OUTBOX_OF, TRANSCRIPT, STOPPED = KEYS[9], KEYS[10], KEYS[11]

local callback, refused = held_with(reference, fence, true, officer)
if refused then
  return refused
end
if callback.version ~= version then
  return { 'stale' }
end
if redis.call('EXISTS', STOPPED) == 1 then
  return { 'stopped' }
end
local next_argument = 10
local function argument()
  next_argument = next_argument + 1
  return ARGV[next_argument]
end
if #write_rows(12, argument, DUE, OUTBOX_OF) > 0 then
  redis.call('RPUSH', TRANSCRIPT, said)
  redis.call('LTRIM', TRANSCRIPT, -most_entries, -1)
  record(callback, 'texted', officer, line)
  redis.call('INCR', CHANGED)
end
return { 'ok', flat(callback) }
