/**
 * ARGV: id, the outbox entry's id (empty: none) and event, then an amount for each claim. Returns a `SettleAnswer`.
 * The outbox is a hash of events by id and a list that keeps their order.
 */
export const SETTLE_LUA = `
local id, entry, event, amounts = ARGV[1], ARGV[2], ARGV[3], {}
for index = 4, #ARGV do amounts[#amounts + 1] = tonumber(ARGV[index]) end

local function correct(request)
  for index, claim in ipairs(request.claims) do
    local difference = (amounts[index] or 0) - (request.charged[index] or 0)
    if claim.kind == 'window' then window_add(claim.counter, difference, request.at) end
    if claim.kind == 'budget' then budget_change(claim.counter, claim.period, 0, difference) end
  end
  redis.call('HSET', request_key(id), 'state', 'settled')
end

local request, answer = read_request(id), 'unknown'
if request and request.state == 'settled' then return 'repeated' end
if request and request.state == 'live' then
  finish(id, request, 'settled', amounts)
  answer = 'settled'
elseif request then
  correct(request)
  answer = 'adjusted'
end

-- What was spent is told even of a request that is not known: the ledger, not Redis, is what must never forget.
if entry ~= '' and redis.call('HSETNX', shard .. ':outbox', entry, event) == 1 then
  redis.call('RPUSH', shard .. ':outbox-order', entry)
end
return answer
`;
