-- A new account, unless there is one.  KEYS: the account, the list of accounts, its failures, its
-- sessions.  ARGV: name, role, sealed password hash.

if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], 'name', ARGV[1], 'role', ARGV[2], 'password', ARGV[3], 'disabled', '0')
redis.call('SADD', KEYS[2], ARGV[1])
redis.call('DEL', KEYS[3])
return 1
