--! with opened
-- KEYS: the delivery's claim, the conversation, the pointer to the open callback, the opt-out.
-- ARGV: the prefix of a callback's key.

return opened(KEYS[1], KEYS[2], KEYS[3], KEYS[4], ARGV[1])
