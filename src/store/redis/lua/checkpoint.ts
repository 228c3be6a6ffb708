/** ARGV: id, leaseMs, the draft (empty: no new one), then an amount for each claim. Returns `kept` or `ended`. */
export const CHECKPOINT_LUA = `
local id, lease, draft, floors = ARGV[1], tonumber(ARGV[2]), ARGV[3], {}

local request = read_request(id)
if not request or request.state ~= 'live' then return 'ended' end
for index in ipairs(request.claims) do
  floors[index] = math.max(request.floors[index] or 0, tonumber(ARGV[index + 3] or 0))
end
redis.call('HSET', request_key(id), 'floors', join(floors))
if draft ~= '' then redis.call('HSET', request_key(id), 'draft', draft) end
redis.call('ZADD', due, int(now + lease), id)
return 'kept'
`;
