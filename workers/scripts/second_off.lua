--! with sessions
-- Takes the second step away, with every lock and session.  KEYS: the account, its recovery codes,
-- its failures, its sessions.  ARGV: the prefix of a session's key.

if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
redis.call('HDEL', KEYS[1], 'totp', 'totp_step', 'totp_new')
redis.call('DEL', KEYS[2], KEYS[3])
close_sessions(KEYS[4], ARGV[1])
return 1
