--! with sessions
-- Changes an account: whoever is signed in with it is out, and it is not locked any more.
-- KEYS: the account, the list of accounts, its failures, its sessions.  ARGV: field, value, the
-- prefix of a session's key.

if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('DEL', KEYS[3])
close_sessions(KEYS[4], ARGV[3])
return 1
