--! with opened
-- KEYS: the delivery's claim, the conversation, the pointer to the open callback, the opt-out,
-- the block.
-- ARGV: the prefix of a callback's key.

return opened(KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], ARGV[1])
