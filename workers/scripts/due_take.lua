-- What has come, put off a little so that a lost ring is rung again.  KEYS: the due-set, when each
-- was first rung for.  ARGV: moment, when it comes again (with a fraction: rung for), at most how many.
--
-- Leases and tries are left to the queue's own steps, which look for them by themselves.

local due, rung = KEYS[1], KEYS[2]
local now, again, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
local found = {}

-- What was rung for and is done, or has another time, is not overdue any more.
for _, member in ipairs(redis.call('ZRANGE', rung, 0, most - 1)) do
  local score = tonumber(redis.call('ZSCORE', due, member) or 0)
  if score % 1 == 0 and score > tonumber(now) or score == 0 then
    redis.call('ZREM', rung, member)
  end
end
for _, member in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, most)) do
  local kind = string.match(member, '^%a+')
  if kind == 'lease' or kind == 'retry' then
    redis.call('ZREM', due, member)
  else
    redis.call('ZADD', due, again, member)
    redis.call('ZADD', rung, 'NX', now, member)
    found[#found + 1] = member
  end
end
return found
