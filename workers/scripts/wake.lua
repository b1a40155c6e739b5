--! with queue
-- Leases that have ended wait again, and tries whose time has come may be rung.  ARGV: moment,
-- prefixes.  Answers the references whose lease had ended.

return wake()
