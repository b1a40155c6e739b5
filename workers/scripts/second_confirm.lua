-- The secret that waited holds, and the code that confirmed it is used up.  KEYS: the account, its
-- recovery codes.  ARGV: the sealed secret that was confirmed, the step of its code, hashed codes.

if redis.call('HGET', KEYS[1], 'totp_new') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'totp', ARGV[1], 'totp_step', ARGV[2])
redis.call('HDEL', KEYS[1], 'totp_new')
redis.call('DEL', KEYS[2])
redis.call('SADD', KEYS[2], unpack(ARGV, 3))
return 1
