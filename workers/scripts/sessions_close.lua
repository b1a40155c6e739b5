--! with sessions
-- KEYS: the sessions of an account.  ARGV: the prefix of a session's key.

close_sessions(KEYS[1], ARGV[1])
return 1
