--! with queue
-- A named person lowers the level of what they hold.  KEYS after the indexes: the person's
-- conversation.  ARGV: moment, prefixes, reference, fence, officer, level, kind.

local reference, fence, officer, level, kind = ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local rank = { none = 0, amber = 1, red = 2 }

local callback, refused = held_with(reference, fence, true, officer)
if refused then
  return refused
end
if rank[level] >= rank[callback.level] then
  return { 'refused' }
end
change(callback, { level = level, kind = kind, alert = '' })
redis.call('ZREM', DUE, 'alert:' .. reference)
record(callback, 'lowered', officer, level)
judged(KEYS[9], level, kind)
return { 'ok', flat(callback) }
