-- A code is used once, and none older after it.  KEYS: the account.  ARGV: the sealed secret whose
-- code it is, the step of 30 seconds of the code.

if redis.call('HGET', KEYS[1], 'totp') ~= ARGV[1] then
  return 0
end
if tonumber(ARGV[2]) <= tonumber(redis.call('HGET', KEYS[1], 'totp_step') or '0') then
  return 0
end
redis.call('HSET', KEYS[1], 'totp_step', ARGV[2])
return 1
