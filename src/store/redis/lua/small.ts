/** Commands that need neither clock nor counters. */

/** ARGV: holder, epoch. */
export const REVOKE_LUA = `
local epochs = KEYS[1] .. ':epochs'
local known = tonumber(redis.call('HGET', epochs, ARGV[1]) or 0)
if tonumber(ARGV[2]) > known then redis.call('HSET', epochs, ARGV[1], ARGV[2]) end
return 'revoked'
`;

/** ARGV: how many at most. Returns id and event of each, in one flat list. */
export const PEEK_OUTBOX_LUA = `
local entries, max = {}, tonumber(ARGV[1])
-- Redis counts a last index of -1 from the end.
if max == 0 then return entries end
for _, id in ipairs(redis.call('LRANGE', KEYS[1] .. ':outbox-order', 0, max - 1)) do
  entries[#entries + 1] = id
  entries[#entries + 1] = redis.call('HGET', KEYS[1] .. ':outbox', id)
end
return entries
`;

/** ARGV: ids. */
export const FORGET_OUTBOX_LUA = `
for _, id in ipairs(ARGV) do
  -- The list is only searched for what it holds, and what is forgotten is mostly its head.
  if redis.call('HDEL', KEYS[1] .. ':outbox', id) == 1 then redis.call('LREM', KEYS[1] .. ':outbox-order', 1, id) end
end
return 'forgotten'
`;
