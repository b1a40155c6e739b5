--! with queue
-- Keeps what is held for another lease.  ARGV: moment, prefixes, reference, fence, end of the lease.
-- Nothing but the lease changes, so the version stays and nobody's page is out of date.

local reference, fence, lease_until = ARGV[4], ARGV[5], ARGV[6]

local callback, refused = held_with(reference, fence, true)
if refused then
  return refused
end
redis.call('HSET', CALLBACKS .. reference, 'lease_until', lease_until)
redis.call('ZADD', HELD, lease_until, reference)
redis.call('ZADD', DUE, lease_until, 'lease:' .. reference)
return { 'ok' }
