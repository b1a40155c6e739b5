-- Forgets a person who has no open callback: their words, their number wherever it lies, what was
-- sent to them.  What is left of a closed callback is what reports count, and names nobody.  That
-- they stopped texts is kept: it is kept for their sake.
--
-- `person_keys`: pointer, earlier callbacks, conversation, transcript, outbox.

local function forget_message(key, due, id)
  if redis.call('EXISTS', key) == 0 then
    return
  end
  local state = redis.call('HGET', key, 'state')
  if state == 'pending' or state == 'sending' or state == 'in_doubt' then
    redis.call('HSET', key, 'state', 'cancelled', 'error', 'erased')
    redis.call('PEXPIRE', key, @kept:outbox@)
  end
  redis.call('HDEL', key, 'to', 'body')
  redis.call('HSET', key, 'person', '')
  redis.call('ZREM', due, 'outbox:' .. id)
end

local function forget(person, person_keys, due, callbacks, histories, outboxes)
  local pointer, earlier, conversation, transcript, outbox = unpack(person_keys)
  if redis.call('EXISTS', pointer) == 1 then
    return false
  end
  for _, reference in ipairs(redis.call('LRANGE', earlier, 0, -1)) do
    if redis.call('EXISTS', callbacks .. reference) == 1 then
      redis.call('HDEL', callbacks .. reference, 'personal')
      redis.call('HSET', callbacks .. reference, 'person', '')
    end
    redis.call('DEL', histories .. reference)
  end
  for _, id in ipairs(redis.call('LRANGE', outbox, 0, -1)) do
    forget_message(outboxes .. id, due, id)
  end
  redis.call('DEL', earlier, conversation, transcript, outbox)
  redis.call('ZREM', due, 'lapse:' .. person)
  redis.call('ZADD', @key:ERASED@, ARGV[1], person)
  redis.call('ZREMRANGEBYSCORE', @key:ERASED@, '-inf', ARGV[1] - @kept:erased@)
  return true
end
