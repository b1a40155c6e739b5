-- Takes one message in hand, unless it is not its time or somebody else has it.
-- KEYS: the entry, the due-set, the person's opt-out, the callback an alert is about.
-- ARGV: moment, until when it is ours, its member in the due-set, before when a text is too old to
-- be sent, and before when an alert is (the next step of the ladder has its own).
--
-- Answers {what, its fields ...}: `send` it, `search` for it (it may have gone), or `nothing`.

local entry, due, stopped, callback = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local now, ours_until, member = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local oldest_text, oldest_alert = tonumber(ARGV[4]), tonumber(ARGV[5])

local found = redis.call('HMGET', entry, 'state', 'kind', 'at', 'person', 'reference')
local state, kind, at, person, reference = found[1], found[2], tonumber(found[3]), found[4], found[5]

local function answer(what)
  return { what, redis.call('HGETALL', entry) }
end

local function ends(final, reason)
  redis.call('HSET', entry, 'state', final, 'error', reason)
  redis.call('PEXPIRE', entry, @kept:outbox@)
  redis.call('ZREM', due, member)
  return answer('nothing')
end

if not state then
  redis.call('ZREM', due, member)
  return { 'nothing', {} }
end
local score = tonumber(redis.call('ZSCORE', due, member) or 0)
if score > now and score % 1 == 0 then
  return answer('nothing') -- later, or in somebody's hands
end
-- Whoever had it in hand never came back: it may have gone.  Staff rather hear a text twice; a call
-- that may have been made is not made again.
if state == 'sending' and kind == 'call' then
  return ends('failed', 'unknown')
end
if state == 'sending' and kind == 'text' then
  state = 'in_doubt'
  redis.call('HINCRBY', entry, 'doubts', 1)
  redis.call('HSET', entry, 'state', state)
end
if state == 'in_doubt' then
  redis.call('ZADD', due, ours_until, member)
  return answer('search')
end
if state ~= 'pending' and state ~= 'sending' then
  redis.call('ZREM', due, member)
  return answer('nothing')
end
if kind == 'text' and person ~= '' and redis.call('EXISTS', stopped) == 1 then
  return ends('cancelled', 'stopped')
end
if kind ~= 'text' and reference ~= '' and redis.call('HGET', callback, 'alert') ~= 'climbing' then
  return ends('cancelled', 'taken')
end
if at < (kind == 'text' and oldest_text or oldest_alert) then
  return ends('failed', 'too_old')
end
redis.call('HSET', entry, 'state', 'sending', 'sending_since', ARGV[1])
redis.call('HINCRBY', entry, 'attempts', 1)
redis.call('ZADD', due, ours_until, member)
return answer('send')
