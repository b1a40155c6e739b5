-- Writes outbox entries, each under its own key, and has them fall due.  Shared by every step that
-- sends something.  Rows: workers/turn_arguments.py, outbox_row.  Written twice, an entry is once.
--
-- `person_index` is the list of what was sent to one person, or nil for what goes to staff.

local function write_rows(first_key, argument, due, person_index)
  local written = {}
  for n = first_key, #KEYS do
    local id, kind, to, body, at = argument(), argument(), argument(), argument(), argument()
    local person, reference, request = argument(), argument(), argument()
    if redis.call('EXISTS', KEYS[n]) == 0 then
      redis.call('HSET', KEYS[n], 'id', id, 'kind', kind, 'to', to, 'body', body, 'at', at,
        'person', person, 'reference', reference, 'request', request, 'state', 'pending', 'attempts', 0, 'doubts', 0,
        'searches', 0, 'retries', 0, 'sid', '', 'error', '', 'sending_since', 0)
      redis.call('ZADD', due, at, 'outbox:' .. id)
      if person_index and person ~= '' then
        redis.call('RPUSH', person_index, id)
        redis.call('PEXPIRE', person_index, @kept:outbox_list@)
      end
      written[#written + 1] = id
    end
  end
  return written
end
