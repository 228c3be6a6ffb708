/** ARGV: id, then an amount for each claim. Returns `kept` or `ended`. */
export const SHRINK_LUA = `
local id, fields = ARGV[1], {}

local request = read_request(id)
if not request or request.state ~= 'live' then return 'ended' end
for index, claim in ipairs(request.claims) do
  local needed = math.max(tonumber(ARGV[index + 1] or 0), request.floors[index] or 0)
  local surplus = claim.amount - needed
  if surplus > 0 then
    if claim.kind == 'window' then
      window_add(claim.counter, -surplus, request.charged_at)
    elseif claim.kind == 'parallel' then
      hold(claim.counter, -surplus)
    else
      budget_change(claim.counter, claim.period, -surplus, 0)
    end
    claim.amount = needed
    fields[#fields + 1] = tostring(index)
    fields[#fields + 1] = claim_text(claim)
  end
end
if #fields > 0 then redis.call('HSET', request_key(id), unpack(fields)) end
return 'kept'
`;
