/** The outbox is a hash of events by id and a list that keeps their order. */
export const OUTBOX_LUA = `
local function put_entry(entry, event)
  if redis.call('HSETNX', shard .. ':outbox', entry, event) == 1 then
    redis.call('RPUSH', shard .. ':outbox-order', entry)
  end
end
`;
