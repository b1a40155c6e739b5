-- An account's own phone, sealed, or none.  KEYS: the account.  ARGV: the sealed number or nothing.
-- Nobody is signed out for it.

if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
if ARGV[1] == '' then
  redis.call('HDEL', KEYS[1], 'phone')
else
  redis.call('HSET', KEYS[1], 'phone', ARGV[1])
end
return 1
