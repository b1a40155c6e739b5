-- What is known before a turn: its answer if it was given, the conversation, the level a named
-- person gave it since, the opt-out, until when they are blocked, and the person's open callback.
-- Shared by opening a turn and by a commit that came second.

local function opened(delivery, conversation, pointer, stopped, blocked, callbacks)
  local stands = redis.call('HMGET', conversation, 'version', 'state', 'level', 'kind')
  local reference = redis.call('GET', pointer)
  local callback = reference and redis.call('HGETALL', callbacks .. reference) or {}
  return {
    redis.call('GET', delivery),
    stands[1],
    stands[2],
    stands[3],
    stands[4],
    redis.call('EXISTS', stopped),
    redis.call('HGET', blocked, 'until'),
    callback,
  }
end
