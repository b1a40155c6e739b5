-- Whose PIN this is.  KEYS: guesses of this call, guesses of the house, all PINs.  ARGV: how long
-- guesses are remembered, how many a call may make, how many the house allows, the PIN's hash, the
-- prefix of an account's key.  A right one takes its own guess back, so that alerts that are
-- claimed all day long lock nobody out.

local life, most_of_call, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local of_call = redis.call('INCR', KEYS[1])
redis.call('PEXPIRE', KEYS[1], life)
local of_house = redis.call('INCR', KEYS[2])
if of_house == 1 then
  redis.call('PEXPIRE', KEYS[2], life)
end
if of_call > most_of_call or of_house > most then
  return ''
end
local name = redis.call('HGET', KEYS[3], ARGV[4])
if not name or redis.call('HGET', ARGV[5] .. name, 'disabled') ~= '0' then
  return ''
end
redis.call('DECR', KEYS[2])
return name
