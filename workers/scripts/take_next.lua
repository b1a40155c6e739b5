--! with queue
-- Claims the one to ring next.  ARGV: moment, prefixes, officer, end of the lease.
-- Answers the callback's fields, or nothing when there is nobody to ring now.

local officer, lease_until = ARGV[4], ARGV[5]

wake()
local reference = redis.call('ZRANGE', READY, 0, 0)[1]
local callback = reference and indexed(reference)
while reference and not callback do
  reference = redis.call('ZRANGE', READY, 0, 0)[1]
  callback = reference and indexed(reference)
end
if not callback then
  return {}
end
hand_to(callback, officer, lease_until)
return flat(callback)
