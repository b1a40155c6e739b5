-- Writes something, so that WAIT has something to wait for: whatever a replica has of this it has of
-- everything before it.  KEYS: what is written.

return redis.call('INCR', KEYS[1])
