-- Moves one message to another state, if it stands where the mover thinks.
-- KEYS: the entry, the due-set, the person's opt-out.
-- ARGV: the state it moves to, when to look at it again (empty: never), its member in the due-set,
-- the attempt this is about (empty: any), how long it is kept (empty: for ever), whether the
-- person has stopped texts, how many states it may move from, those states, then fields and
-- values; a field that begins with `+` counts one up.
--
-- Answers 1 when it moved, 0 when it stood elsewhere.

local entry, due, stopped = KEYS[1], KEYS[2], KEYS[3]
local to, again, member, attempt, kept, opted_out = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local states = tonumber(ARGV[7])

local found = redis.call('HMGET', entry, 'state', 'attempts', 'kind')
local allowed = attempt == '' or found[2] == attempt
local here = false
for n = 8, 7 + states do
  here = here or found[1] == ARGV[n]
end
if not (found[1] and allowed and here) then
  return 0
end
redis.call('HSET', entry, 'state', to)
redis.call('HINCRBY', @key:MESSAGES@, found[3] .. '|' .. to, 1) -- for /metrics: it names nobody
for n = 8 + states, #ARGV, 2 do
  if string.sub(ARGV[n], 1, 1) == '+' then
    redis.call('HINCRBY', entry, string.sub(ARGV[n], 2), 1)
  else
    redis.call('HSET', entry, ARGV[n], ARGV[n + 1])
  end
end
if again == '' then
  redis.call('ZREM', due, member)
else
  redis.call('ZADD', due, again, member)
end
if kept ~= '' then
  redis.call('PEXPIRE', entry, kept)
end
if opted_out == '1' then
  redis.call('SET', stopped, 1)
end
return 1
