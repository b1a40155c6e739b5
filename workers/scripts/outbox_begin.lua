-- Takes one message in hand, unless it is not its time or somebody else has it.
-- KEYS: the entry, the due-set, the person's opt-out.
-- ARGV: moment, until when it is ours, after which it is too old, its member in the due-set.
--
-- Answers {what, its fields ...}: `send` it, `search` for it (it may have gone), or `nothing`.

local entry, due, stopped = KEYS[1], KEYS[2], KEYS[3]
local now, ours_until, oldest, member = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3]), ARGV[4]

local found = redis.call('HMGET', entry, 'state', 'kind', 'at', 'sending_since', 'person')
local state, kind, at, person = found[1], found[2], tonumber(found[3]), found[5]

local function answer(what)
  return { what, redis.call('HGETALL', entry) }
end

local function ends(final, reason)
  redis.call('HSET', entry, 'state', final, 'error', reason)
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
-- Whoever had it in hand never came back: it may have gone.  Staff rather hear it twice.
if state == 'sending' and kind ~= 'alert' then
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
if kind == 'text' and at < oldest then
  return ends('failed', 'too_old')
end
redis.call('HSET', entry, 'state', 'sending', 'sending_since', ARGV[1])
redis.call('HINCRBY', entry, 'attempts', 1)
redis.call('ZADD', due, ours_until, member)
return answer('send')
