-- Counts what is done to callbacks, by hour, for reports.  It stands before the rules of the queue,
-- so that a step and its count are one: neither lost nor doubled.  What is counted names nobody, and
-- stays when the person is forgotten (workers/reporting.py reads it).
--
-- The counts of an hour hang below KEYS[5], the counts of the queue: fields are words parted by "|".

local HOUR_MS = 3600000
local WITHIN_MINUTES = { 1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440,
  2880, 4320, 10080 }
local RUNG = { reached = true, passed_to_999 = true, wrong_number = true, do_not_call = true,
  elsewhere = true, safe = true }

local function count(...)
  local hour = string.format('%.0f', math.floor(tonumber(ARGV[1]) / HOUR_MS))
  redis.call('HINCRBY', KEYS[5] .. ':' .. hour, table.concat({ ... }, '|'), 1)
end

local function class_of(callback)
  if callback.level == 'red' then
    return 'red'
  elseif callback.kind == 'medical' then
    return 'medical'
  end
  return callback.asked == '1' and 'asked' or 'check'
end

-- From when it was ours to ring them: red from when it was red, the others from the time they asked
-- for; `first_from` keeps that time once tries have moved it.
local function ours_from(callback)
  local since = tonumber(callback.waiting_since)
  if callback.level == 'red' then
    return math.max(since, tonumber(callback.level_since or 0))
  end
  return tonumber(callback.first_from) or math.max(since, tonumber(callback.not_before))
end

-- Whoever rang took it first; the call itself may have been long.
local function taken_at(callback)
  return tonumber(callback.taken_at) or tonumber(ARGV[1])
end

local function within(minutes)
  for _, bound in ipairs(WITHIN_MINUTES) do
    if minutes <= bound then
      return bound
    end
  end
  return 'longer'
end

-- The promise is about the first time that somebody rang; red has none but "at once".
local function count_promise(callback, class)
  if callback.attempts == '0' and class ~= 'red' then
    local kept = taken_at(callback) <= tonumber(callback.due_at)
    count('promise', kept and 'kept' or 'missed', class)
  end
end

local function count_end(callback, class)
  local outcome = callback.outcome
  count('closed', outcome, class)
  if RUNG[outcome] then
    count_promise(callback, class)
  end
  if outcome == 'reached' or outcome == 'passed_to_999' then
    count('reach', class, within((taken_at(callback) - ours_from(callback)) / 60000))
  end
end

local function count_step(callback, what, word)
  local class = class_of(callback)
  if what == 'opened' then
    count('opened', callback.channel, class)
  elseif what == 'raised' or what == 'lowered' then
    count(what, word)
  elseif what == 'attempt' then
    count('attempt', word, class)
    count_promise(callback, class)
  elseif what == 'closed' or what == 'withdrawn' then
    count_end(callback, class)
  end
end
