--! with queue
-- Gives back what is held, untried.  ARGV: moment, prefixes, reference, fence, officer.

local reference, fence, officer = ARGV[4], ARGV[5], ARGV[6]

local callback, refused = held_with(reference, fence, true, officer)
if refused then
  return refused
end
back_to_waiting(callback, given_back(callback, {}))
record(callback, 'released', officer)
return { 'ok' }
