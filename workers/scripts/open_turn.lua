--! with opened
-- KEYS: the delivery's claim, the conversation, the pointer to the open callback, the opt-out,
-- the block, the banner.
-- ARGV: the prefix of a callback's key.

local found = opened(KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], ARGV[1])
found[#found + 1] = redis.call('GET', KEYS[6])
return found
