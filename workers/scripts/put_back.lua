-- Puts a value that was sealed anew where it lay, if it still lies there unchanged.
-- KEYS: the key.  ARGV: its kind (string, hash, list), the field, what lay there, what shall.

local key, kind, field, before, after = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if kind == 'string' and redis.call('GET', key) == before then
  redis.call('SET', key, after, 'KEEPTTL')
  return 1
elseif kind == 'hash' and redis.call('HGET', key, field) == before then
  redis.call('HSET', key, field, after)
  return 1
elseif kind == 'list' then
  local place = redis.call('LPOS', key, before)
  if place then
    redis.call('LSET', key, place, after)
    return 1
  end
end
return 0
