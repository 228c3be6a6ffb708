/** Before every command that counts; a command of its own for a shard that none comes to. */
export const SWEEP_LUA = `
for _, id in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', int(now))) do
  local key = request_key(id)
  local state, draft = unpack(redis.call('HMGET', key, 'state', 'draft'))
  if state == 'live' then
    expire(id, read_request(id))
  else
    -- Without a draft only a server that evicts keys gets here; a request that is gone must not stop the shard.
    if draft then put_entry(id, draft) end
    redis.call('DEL', key)
    redis.call('ZREM', due, id)
  end
end
`;
