-- Another PIN for an account, or none.  KEYS: the account, all PINs.  ARGV: name and the PIN's hash,
-- or nothing.  Answers 0 without such an account, 2 when another account has that PIN, else 1.

local account, pins = KEYS[1], KEYS[2]
local name, hash = ARGV[1], ARGV[2]

if redis.call('EXISTS', account) == 0 then
  return 0
end
if hash ~= '' and redis.call('HEXISTS', pins, hash) == 1 then
  return 2
end
local before = redis.call('HGET', account, 'pin')
if before then
  redis.call('HDEL', pins, before)
  redis.call('HDEL', account, 'pin')
end
if hash ~= '' then
  redis.call('HSET', pins, hash, name)
  redis.call('HSET', account, 'pin', hash)
end
return 1
