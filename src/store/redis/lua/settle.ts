import { REMEMBERED_MS } from "../../../counters/bounds.ts";

/** ARGV: id, the outbox entry's id (empty: none) and event, then an amount for each claim. Returns a `SettleAnswer`. */
export const SETTLE_LUA = `
local id, entry, event, amounts = ARGV[1], ARGV[2], ARGV[3], {}
for index = 4, #ARGV do amounts[#amounts + 1] = tonumber(ARGV[index]) end

local function correct(request)
  for index, claim in ipairs(request.claims) do
    local difference = (amounts[index] or 0) - (request.charged[index] or 0)
    if claim.kind == 'window' then window_add(claim.counter, difference, request.charged_at) end
    if claim.kind == 'budget' then budget_change(claim.counter, claim.period, 0, difference) end
  end
end

local request, answer = read_request(id), 'unknown'
if request and request.state == 'settled' then return 'repeated' end
if request and request.state == 'live' then
  charge(request, amounts)
  keep_answer(id, request.answer, now + ${REMEMBERED_MS})
  answer = 'settled'
elseif request then
  correct(request)
  keep_answer(id, request.answer, request.forgotten)
  answer = 'adjusted'
end

-- What was spent is told even of a request that is not known: the ledger, not Redis, is what must never forget.
if entry ~= '' then put_entry(entry, event) end
return answer
`;
