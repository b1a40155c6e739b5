-- A secret that waits to be confirmed, unless one holds.  KEYS: the account.  ARGV: sealed secret.

if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], 'totp') == 1 then
  return 0
end
redis.call('HSET', KEYS[1], 'totp_new', ARGV[1])
return 1
