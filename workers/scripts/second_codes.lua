-- Other recovery codes.  KEYS: the account, its recovery codes.  ARGV: the sealed secret that they
-- belong to, hashed codes.

if redis.call('HGET', KEYS[1], 'totp') ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[2])
redis.call('SADD', KEYS[2], unpack(ARGV, 2))
return 1
