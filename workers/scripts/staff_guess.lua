-- Counts a guess before it is judged.  KEYS: the count.  ARGV: how long it is remembered, how many
-- are allowed.  Guessing on while locked does not lock for longer, so nobody is kept out for ever.

local guesses = redis.call('INCR', KEYS[1])
if guesses <= tonumber(ARGV[2]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return guesses
