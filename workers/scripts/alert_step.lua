--! with queue
--! with outbox_rows
-- One step up the ladder: people are told, and the next step has its time, or neither.  KEYS after
-- the indexes: the entries.  ARGV: moment, prefixes, reference, the step this is, when the next one
-- is due, what it is called, then the entries' rows.
--
-- Answers {'settled'} when nobody needs to be told, {'later'} when it is not time for this step, or
-- {'told', the entries' ids}.

local reference, step, next_at, name = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local member = 'alert:' .. reference

local callback = read(CALLBACKS .. reference)
if not callback or callback.alert ~= 'climbing' then
  redis.call('ZREM', DUE, member)
  return { 'settled' }
end
local score = tonumber(redis.call('ZSCORE', DUE, member) or NOW)
if callback.alert_step ~= step or (score > NOW and score % 1 == 0) then
  return { 'later' }
end
redis.call('HINCRBY', CALLBACKS .. reference, 'alert_step', 1)
redis.call('ZADD', DUE, next_at, member)
record(callback, 'alerted', 'clock', name)
local next_argument = 7
local function argument()
  next_argument = next_argument + 1
  return ARGV[next_argument]
end
return { 'told', write_rows(9, argument, DUE, nil) }
