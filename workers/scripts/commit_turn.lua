--! with queue
--! with opened
--! with outbox_rows
--! with forget
-- One turn, all of it or nothing.  Keys and arguments: workers/turn_arguments.py, same order.
--
-- Answers {'repeated', answer}, {'conflict', what is there now ...} or
-- {'committed', conversation version, callback version, alert, whether to ring it now}.

local DELIVERY, CONVERSATION, TRANSCRIPT, POINTER = KEYS[9], KEYS[10], KEYS[11], KEYS[12]
local EARLIER, STOPPED, CALLBACK = KEYS[13], KEYS[14], KEYS[15]
local OUTBOX_OF, BLOCKED, OTHERS, FIRST_OUTBOX_KEY = KEYS[17], KEYS[18], KEYS[19], 20
local PERSON_KEYS = { POINTER, EARLIER, CONVERSATION, TRANSCRIPT, OUTBOX_OF, OTHERS }

local next_argument = 3
local function argument()
  next_argument = next_argument + 1
  return ARGV[next_argument]
end
local function arguments()
  local count = tonumber(argument())
  local found = {}
  for n = 1, count do
    found[n] = argument()
  end
  return found
end

local delivery_life, answer = argument(), argument()
local version, state, conversation_life = argument(), argument(), argument()
local person, stop_texts, lapse_at, alert = argument(), argument(), argument(), argument()
local erase, fleeting, outboxes, counted = argument(), argument(), argument(), arguments()
local reference, callback_version, fields = argument(), argument(), arguments()
local most_entries, entries = tonumber(argument()), arguments()

local function conflict()
  return { 'conflict', unpack(opened(DELIVERY, CONVERSATION, POINTER, STOPPED, BLOCKED, CALLBACKS)) }
end

local given = redis.call('GET', DELIVERY)
if given then
  return { 'repeated', given }
end
if (redis.call('HGET', CONVERSATION, 'version') or '0') ~= version then
  return conflict()
end
local before = reference ~= '' and read(CALLBACK) or nil
if reference ~= '' then
  local open_one = redis.call('GET', POINTER)
  if callback_version == '0' then
    if before or open_one then
      return conflict()
    end
  elseif open_one ~= reference or not before or before.version ~= callback_version then
    return conflict()
  end
end

local changes = {}
for n = 1, #fields, 2 do
  changes[fields[n]] = fields[n + 1]
end

-- Told at once, unless somebody has it who knows that it is red, or people are being told.
local function wants_alert(callback)
  local known = is_held(callback) and callback.level == 'red'
  local climbing = callback.alert == 'climbing' and tonumber(callback.not_before) <= NOW
  return alert == '1' and changes.level == 'red' and not known and not climbing
end

local function open_new()
  local callback = changes
  local rings = wants_alert(callback)
  if rings then
    raise_alert(callback, callback, NOW)
  end
  callback.version = '1'
  redis.call('HSET', CALLBACK, unpack(flat(callback)))
  redis.call('SET', POINTER, reference)
  redis.call('ZADD', OPEN, callback.waiting_since, reference)
  enter(callback)
  redis.call('INCR', CHANGED)
  record(callback, 'opened', 'they', callback.level)
  return callback, rings
end

local function update(callback)
  if changes.state == 'closed' then
    close_up(callback, changes, PERSON_KEYS)
    record(callback, 'withdrawn', 'they')
    return callback, false
  end
  local risen = callback.level ~= changes.level
  if risen then
    changes.level_since = ARGV[1]
  end
  if tonumber(changes.not_before) > tonumber(callback.not_before) then
    changes.first_from = changes.not_before -- they chose another time
  end
  local rings = wants_alert(callback)
  if rings then
    raise_alert(callback, changes, NOW)
  end
  change(callback, changes)
  record(callback, risen and 'raised' or 'updated', 'they', callback.level)
  return callback, rings
end

local function write_outbox()
  write_rows(FIRST_OUTBOX_KEY, argument, DUE, OUTBOX_OF)
end

redis.call('SET', DELIVERY, answer, 'PX', delivery_life)
for _, word in ipairs(counted) do
  count(word)
  if string.sub(word, 1, 5) == 'came|' then
    redis.call('HSET', KEYS[5] .. ':last', word, ARGV[1]) -- keys.LAST
  end
end
local conversation_version = redis.call('HINCRBY', CONVERSATION, 'version', 1)
redis.call('HSET', CONVERSATION, 'state', state)
redis.call('HDEL', CONVERSATION, 'level', 'kind')
if #entries > 0 then
  redis.call('RPUSH', TRANSCRIPT, unpack(entries))
  redis.call('LTRIM', TRANSCRIPT, -most_entries, -1)
end
if stop_texts == '1' then
  redis.call('SET', STOPPED, 1)
elseif stop_texts == '0' then
  redis.call('DEL', STOPPED)
end

local callback, rings = nil, false
if reference ~= '' then
  if before then
    callback, rings = update(before)
  else
    callback, rings = open_new()
  end
end

-- While somebody waits for a call, what they said does not expire.
if redis.call('EXISTS', POINTER) == 1 then
  redis.call('PERSIST', CONVERSATION)
  redis.call('PERSIST', TRANSCRIPT)
else
  redis.call('PEXPIRE', CONVERSATION, conversation_life)
  redis.call('PEXPIRE', TRANSCRIPT, conversation_life)
end
if lapse_at ~= '' then
  redis.call('ZADD', DUE, lapse_at, 'lapse:' .. person)
end
write_outbox()
-- Asked to be deleted: now, or with the end of the callback that an officer must still see.
if erase == '1' and not forget(person, PERSON_KEYS, DUE, CALLBACKS, HISTORIES, outboxes) then
  pass_on_deletion(PERSON_KEYS, reference)
end
-- A call in which nothing was asked, of somebody of whom there is nothing else.
if fleeting == '1' and redis.call('EXISTS', POINTER, EARLIER, OUTBOX_OF) == 0 then
  redis.call('DEL', CONVERSATION, TRANSCRIPT)
end

return {
  'committed',
  conversation_version,
  callback and callback.version or 0,
  callback and callback.alert or '',
  rings and 1 or 0,
}
