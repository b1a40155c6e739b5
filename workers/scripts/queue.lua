--! with counting
-- Rules of the callback queue that several steps share.  It stands before the step's own script.
--
-- KEYS[1..8] are the queue's indexes, in the order of keys.QUEUE_INDEXES:
--   READY    waiting and may be rung now; red before all others, then the earliest due_at
--   LATER    waiting, not to be rung before the score
--   HELD     an officer has it until the score
--   OPEN     all that are open, by how long they have waited
--   COUNTS   how many open ones, by "level:state"
--   CHANGED  grows with every change
--   DUE      what must happen at a time (workers/due.py)
--   CLOSED   closed ones, by when
-- ARGV[1] is the moment in milliseconds; ARGV[2] and ARGV[3] are the prefixes of a callback's and
-- of a history's key.
--
-- A step reads and checks everything before it writes anything, so that refusing changes nothing.

local READY, LATER, HELD, OPEN = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local COUNTS, CHANGED, DUE, CLOSED = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local NOW = tonumber(ARGV[1])
local CALLBACKS, HISTORIES = ARGV[2], ARGV[3]

local AFTER_RED = 1e13 -- milliseconds stay below this until the year 2286
local KEPT_CLOSED = @kept:callback@
local KEPT_CONVERSATION = @kept:conversation@
local LEASE = 15 * 60000
local MOST_AT_ONCE = 1000
local MOST_EARLIER = 20

local function whole(number)
  return string.format('%.0f', number)
end

local function read(key)
  local flat = redis.call('HGETALL', key)
  if #flat == 0 then
    return nil
  end
  local found = {}
  for n = 1, #flat, 2 do
    found[flat[n]] = flat[n + 1]
  end
  return found
end

local function flat(fields)
  local found = {}
  for field, value in pairs(fields) do
    found[#found + 1] = field
    found[#found + 1] = value
  end
  return found
end

local function is_held(callback)
  return callback.state == 'claimed' or callback.state == 'calling'
end

local function leave(callback)
  local reference = callback.reference
  redis.call('ZREM', READY, reference)
  redis.call('ZREM', LATER, reference)
  redis.call('ZREM', HELD, reference)
  redis.call('ZREM', DUE, 'lease:' .. reference, 'retry:' .. reference)
  redis.call('HINCRBY', COUNTS, callback.level .. ':' .. callback.state, -1)
end

local function stand_ready(callback)
  local after = callback.level == 'red' and 0 or AFTER_RED
  redis.call('ZADD', READY, whole(after + tonumber(callback.due_at)), callback.reference)
end

local function enter(callback)
  local reference = callback.reference
  redis.call('HINCRBY', COUNTS, callback.level .. ':' .. callback.state, 1)
  if is_held(callback) then
    redis.call('ZADD', HELD, callback.lease_until, reference)
    redis.call('ZADD', DUE, callback.lease_until, 'lease:' .. reference)
  elseif tonumber(callback.not_before) <= NOW then
    stand_ready(callback)
  else
    redis.call('ZADD', LATER, callback.not_before, reference)
    redis.call('ZADD', DUE, callback.not_before, 'retry:' .. reference)
  end
end

-- A closing that has not taken effect is undone by whatever else happens to the callback.
local function overtake_closing(callback, changes)
  if (callback.closing or '') ~= '' and not changes.closing then
    changes.closing = ''
    changes.closing_at = '0'
    if callback.duplicate_of then
      changes.duplicate_of = ''
    end
    if is_held(callback) and not changes.state then
      changes.lease_until = changes.lease_until or whole(NOW + LEASE)
    end
    redis.call('ZREM', DUE, 'close:' .. callback.reference)
  end
end

-- Writes `changes` and moves the callback to where it now belongs.
local function change(callback, changes)
  overtake_closing(callback, changes)
  leave(callback)
  changes.version = whole(tonumber(callback.version) + 1)
  for field, value in pairs(changes) do
    callback[field] = value
  end
  redis.call('HSET', CALLBACKS .. callback.reference, unpack(flat(changes)))
  if callback.state ~= 'closed' then
    enter(callback)
  end
  redis.call('INCR', CHANGED)
end

-- One line of a callback's history: when, what, by whom, a public word, and sealed free text.
local function record(callback, what, by, word, sealed)
  local line = table.concat({ ARGV[1], what, by, word or '', sealed or '' }, '\31')
  redis.call('RPUSH', HISTORIES .. callback.reference, line)
  count_step(callback, what, word)
end

-- People on duty are told at `moment`, and again until a named person has it.  The ladder begins at
-- its foot; the count of its steps goes on, so that what each step sends has a name of its own.
local function raise_alert(callback, changes, moment)
  changes.alert = 'climbing'
  changes.alert_from = callback.alert_step or '0'
  redis.call('ZADD', DUE, whole(moment), 'alert:' .. callback.reference)
end

local function settle_alert(callback, changes)
  changes.alert = callback.level == 'red' and 'taken' or ''
  redis.call('ZREM', DUE, 'alert:' .. callback.reference)
end

-- Whoever had it gives it back: what they held it by is worth nothing from now on, so that a form
-- sent twice counts once.
local function given_back(callback, changes)
  changes.fence = whole(tonumber(callback.fence) + 1)
  return changes
end

-- Nobody has it any more.  A red one is told to people again from when it may be rung.
local function back_to_waiting(callback, changes)
  changes.state = 'waiting'
  changes.officer = ''
  changes.lease_until = '0'
  if callback.level == 'red' then
    local not_before = tonumber(changes.not_before or callback.not_before)
    raise_alert(callback, changes, math.max(NOW, not_before))
  end
  change(callback, changes)
end

local function hand_to(callback, officer, lease_until)
  local changes = {
    state = 'claimed',
    officer = officer,
    lease_until = lease_until,
    fence = whole(tonumber(callback.fence) + 1),
    taken_at = ARGV[1],
  }
  settle_alert(callback, changes)
  change(callback, changes)
  record(callback, 'claimed', officer)
end

-- An index entry whose callback is not there (erased by hand) must not stop the queue.
local function indexed(reference)
  local callback = read(CALLBACKS .. reference)
  if not callback then
    redis.call('ZREM', LATER, reference)
    redis.call('ZREM', HELD, reference)
    redis.call('ZREM', READY, reference)
    redis.call('ZREM', OPEN, reference)
  end
  return callback
end

-- Leases that have ended, and tries whose time has come.  Bounded: what is left waits for the
-- next call, and every take-next makes one.
local function wake()
  local ended = redis.call('ZRANGEBYSCORE', HELD, '-inf', NOW, 'LIMIT', 0, MOST_AT_ONCE)
  for _, reference in ipairs(ended) do
    local callback = indexed(reference)
    if callback then
      local officer = callback.officer
      back_to_waiting(callback, {})
      record(callback, 'lease_ended', 'clock', officer)
    end
  end
  local ripe = redis.call('ZRANGEBYSCORE', LATER, '-inf', NOW, 'LIMIT', 0, MOST_AT_ONCE)
  for _, reference in ipairs(ripe) do
    local callback = indexed(reference)
    redis.call('ZREM', DUE, 'retry:' .. reference)
    if callback then
      redis.call('ZREM', LATER, reference)
      stand_ready(callback)
    end
  end
  if #ripe > 0 then
    redis.call('INCR', CHANGED)
  end
  return ended
end

-- The callback, when `fence` is the newest ever given for it: nobody claimed it since, and it was
-- not given back.  An ended lease is forgiven to whoever reports what came of it, unless `now_held`
-- asks for more.  Fence 0 was never given to anybody.  A fence is easily guessed: whoever is named as
-- `officer` has nothing in hand that somebody else holds.
local function held_with(reference, fence, now_held, officer)
  local callback = read(CALLBACKS .. reference)
  if not callback or callback.state == 'closed' then
    return nil, { 'gone' }
  end
  local another = officer and callback.officer ~= '' and callback.officer ~= officer
  if callback.fence ~= fence or fence == '0' or another then
    return nil, { 'lost' }
  end
  if now_held and not (is_held(callback) and tonumber(callback.lease_until) > NOW) then
    return nil, { 'lost' }
  end
  return callback
end

-- Red is never `exhausted` nor `safe`, and `safe` is for a check.
local function may_end(callback, outcome)
  if callback.level == 'red' and (outcome == 'exhausted' or outcome == 'safe') then
    return false
  end
  return outcome ~= 'safe' or callback.check ~= ''
end

-- A named person has judged it: what the conversation remembers of the danger is what they said.
-- The version grows, so that a turn which has not seen this cannot write over it.
local function judged(conversation, level, kind)
  if redis.call('EXISTS', conversation) == 1 then
    redis.call('HSET', conversation, 'level', level, 'kind', kind)
    redis.call('HINCRBY', conversation, 'version', 1)
  end
end

-- The end of a callback: out of every index, and everything about it begins to be forgotten.
-- `person_keys`: their pointer, earlier callbacks, conversation, transcript, outbox, and what was
-- split off for others on the same number, of which the first now takes the pointer.
local function close_up(callback, changes, person_keys)
  changes.state = 'closed'
  changes.officer = ''
  changes.lease_until = '0'
  changes.closed_at = ARGV[1]
  changes.alert = ''
  changes.closing = ''
  changes.closing_at = '0'
  redis.call('ZREM', DUE, 'alert:' .. callback.reference, 'close:' .. callback.reference)
  redis.call('ZREM', OPEN, callback.reference)
  change(callback, changes)
  redis.call('ZADD', CLOSED, NOW, callback.reference)
  redis.call('ZREMRANGEBYSCORE', CLOSED, '-inf', whole(NOW - KEPT_CLOSED))
  redis.call('PEXPIRE', CALLBACKS .. callback.reference, KEPT_CLOSED)
  redis.call('PEXPIRE', HISTORIES .. callback.reference, KEPT_CLOSED)

  local pointer, earlier, conversation, transcript, _, others = unpack(person_keys)
  redis.call('LREM', others, 0, callback.reference)
  if redis.call('GET', pointer) == callback.reference then
    local another = redis.call('LPOP', others)
    if another then
      redis.call('SET', pointer, another)
    else
      redis.call('DEL', pointer)
    end
  end
  redis.call('LPUSH', earlier, callback.reference)
  redis.call('LTRIM', earlier, 0, MOST_EARLIER - 1)
  redis.call('PEXPIRE', earlier, KEPT_CLOSED)
  if redis.call('EXISTS', pointer) == 0 then
    redis.call('PEXPIRE', conversation, KEPT_CONVERSATION)
    redis.call('PEXPIRE', transcript, KEPT_CONVERSATION)
  end
end

-- They asked to be deleted and others on their number still wait: each of those says so too, and
-- everything is erased with the last of them.  `but` was told already.
local function pass_on_deletion(person_keys, but)
  local open_ones = redis.call('LRANGE', person_keys[6], 0, -1)
  open_ones[#open_ones + 1] = redis.call('GET', person_keys[1]) or nil
  for _, reference in ipairs(open_ones) do
    local callback = reference ~= but and read(CALLBACKS .. reference)
    if callback and callback.delete_me ~= '1' then
      change(callback, { delete_me = '1' })
      record(callback, 'delete_me', 'they')
    end
  end
end
