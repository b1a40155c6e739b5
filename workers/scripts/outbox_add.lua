--! with outbox_rows
-- One message to be sent.  KEYS: the due-set, the person's outbox, the entry.  ARGV: its row.

local next_argument = 0
local function argument()
  next_argument = next_argument + 1
  return ARGV[next_argument]
end

return #write_rows(3, argument, KEYS[1], KEYS[2])
