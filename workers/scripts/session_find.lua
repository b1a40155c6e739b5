-- Whose session this is: the account's fields, or nothing; and how far the queue has changed, so that
-- a page's poll is one round trip.  KEYS: the session, the queue's count of changes.  ARGV: the prefix
-- of an account's key, moment, idle life, full life, whether being asked for keeps it alive.

local session = redis.call('HMGET', KEYS[1], 'name', 'ends')
local name, ends = session[1], tonumber(session[2])
if not name then
  return { {}, 0 }
end
local left = ends - tonumber(redis.call('TIME')[1]) * 1000
local account = redis.call('HGETALL', ARGV[1] .. name)
if left <= 0 or #account == 0 or redis.call('HGET', ARGV[1] .. name, 'disabled') == '1' then
  redis.call('DEL', KEYS[1])
  return { {}, 0 }
end
if ARGV[5] == '1' then
  redis.call('HSET', KEYS[1], 'seen', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.min(left, tonumber(ARGV[3]))))
end
return { account, tonumber(redis.call('GET', KEYS[2]) or 0) }
