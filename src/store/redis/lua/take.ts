/**
 * ARGV: id, leaseMs, usableMs, the draft (empty: none), the number of standings, holder and epoch of each, then seven
 * values for each claim: kind, counter, limit, amount, shadow (0 or 1), the period's end and the seed of a budget, `-`
 * where there is none.
 * Returns a `TakeAnswer` as JSON, made by hand: cjson rounds large numbers and cannot tell empty lists from objects.
 */
export const TAKE_LUA = `
local id, lease, usable, draft, standings = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])

local known = read_request(id)
if known then return known.answer end

for index = 6, 4 + 2 * standings, 2 do
  local holder, epoch = ARGV[index], tonumber(ARGV[index + 1])
  if epoch < tonumber(redis.call('HGET', shard .. ':epochs', holder) or 0) then
    return '{"admitted":false,"why":"stale","holder":' .. cjson.encode(holder) .. '}'
  end
end

local claims, unknown = {}, {}
for index = 6 + 2 * standings, #ARGV, 7 do
  claims[#claims + 1] = {
    kind = ARGV[index], counter = ARGV[index + 1],
    limit = tonumber(ARGV[index + 2]), amount = tonumber(ARGV[index + 3]), shadow = ARGV[index + 4] == '1',
    ends = ARGV[index + 5], spent = ARGV[index + 6],
  }
end
for _, claim in ipairs(claims) do
  if claim.kind == 'budget' then
    local ends = tonumber(claim.ends)
    if ends and ends <= now then return '{"admitted":false,"why":"period","nowMs":' .. int(now) .. '}' end
    if claim.spent == '-' and redis.call('EXISTS', budget_key(claim.counter)) == 0 then
      unknown[#unknown + 1] = cjson.encode(claim.counter)
    end
  end
end
if #unknown > 0 then
  return '{"admitted":false,"why":"unknown","nowMs":' .. int(now) .. ',"counters":[' .. table.concat(unknown, ',') .. ']}'
end

local function level(claim, used)
  return '{"counter":' .. cjson.encode(claim.counter) .. ',"limit":' .. int(claim.limit)
    .. ',"used":' .. int(used) .. '}'
end

local function retry_after(claim, wanted)
  if claim.limit == 0 or wanted > claim.limit or claim.kind == 'parallel' then return nil end
  if claim.kind == 'window' then return window_wait(claim.counter, claim.limit - wanted) end
  local _, _, ends = budget_now(claim)
  return tonumber(ends) and tonumber(ends) - now
end

-- Nothing may be reserved before every claim was looked at: a refusal costs nothing anywhere.
local sums, shadowed = {}, {}
for _, claim in ipairs(claims) do
  local name, before = claim.kind .. ' ' .. claim.counter, used(claim)
  local wanted = (sums[name] or 0) + claim.amount
  sums[name] = wanted
  claim.name, claim.total = name, before + wanted
  if claim.limit == 0 or claim.total > claim.limit then
    if not claim.shadow then
      local wait = retry_after(claim, wanted)
      return '{"admitted":false,"why":"limit","refused":' .. level(claim, before)
        .. (wait and ',"retryAfterMs":' .. int(wait) or '') .. '}'
    end
    shadowed[#shadowed + 1] = cjson.encode(claim.counter)
  end
end

local charged_at, fields, totals, levels = now + usable, {}, {}, {}
for index, claim in ipairs(claims) do
  local period, total = reserve(claim, charged_at)
  totals[claim.name], claim.period = total or claim.total, period
  fields[#fields + 1] = tostring(index)
  fields[#fields + 1] = claim_text(claim)
end
for index, claim in ipairs(claims) do levels[index] = level(claim, totals[claim.name]) end
local answer = '{"admitted":true,"levels":[' .. table.concat(levels, ',')
  .. '],"shadowed":[' .. table.concat(shadowed, ',') .. ']}'
if draft ~= '' then
  fields[#fields + 1] = 'draft'
  fields[#fields + 1] = draft
end
redis.call('HSET', request_key(id), 'state', 'live', 'charged_at', int(charged_at), 'answer', answer, unpack(fields))
redis.call('ZADD', due, int(now + lease), id)
return answer
`;
