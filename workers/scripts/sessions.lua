-- Closes every session of one account.  Shared by signing out everywhere and by changing an account.

local function close_sessions(index, prefix)
  for _, hash in ipairs(redis.call('SMEMBERS', index)) do
    redis.call('DEL', prefix .. hash)
  end
  redis.call('DEL', index)
end
