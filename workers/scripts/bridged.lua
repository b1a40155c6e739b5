-- What the steps of a bridged call share; it stands behind the queue's rules.
--
-- The bridge and the callback it is about, when this call may go on with it: the token belongs to the
-- first call that uses it, the call is not over, and the officer still holds the callback.
local function bridged(key, call)
  local bridge = read(key)
  if not bridge or (bridge.call ~= '' and bridge.call ~= call) then
    return nil, nil, { 'gone' }
  end
  if bridge.state ~= 'ringing' and bridge.state ~= 'dialling' then
    return nil, nil, { 'gone' }
  end
  local callback, refused = held_with(bridge.reference, bridge.fence, true, bridge.officer)
  if refused then
    return nil, nil, refused
  end
  return bridge, callback, nil
end
