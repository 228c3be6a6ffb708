import { REMEMBERED_MS } from "../../../counters/bounds.ts";

/**
 * An admitted request is a hash: `state` (live, expired, settled), `charged_at`, its `answer` as JSON, one field for each
 * claim (`1`, `2`, …), its `draft`, and the lists `floors` and, once expired, `charged`. It has no lifetime while only its
 * end gives back what it reserved, or while its draft may have to be handed over. The sorted set `due` says when that
 * comes unless something is heard of it: the end of its lease or, if it expired with a draft, when it is forgotten.
 */
export const REQUEST_LUA = `
local due = shard .. ':due'

local function request_key(id) return shard .. ':r:' .. id end

local function join(numbers)
  local texts = {}
  for index, number in ipairs(numbers) do texts[index] = int(number) end
  return table.concat(texts, ' ')
end

local function split(text)
  local numbers = {}
  for word in string.gmatch(text or '', '%S+') do numbers[#numbers + 1] = tonumber(word) end
  return numbers
end

local function claim_text(claim)
  return claim.kind .. ' ' .. int(claim.amount) .. ' ' .. claim.period .. ' ' .. claim.counter
end

local function read_request(id)
  local flat = redis.call('HGETALL', request_key(id))
  if #flat == 0 then return nil end
  local fields, claims = {}, {}
  for index = 1, #flat, 2 do fields[flat[index]] = flat[index + 1] end
  -- Redis removes what is forgotten by its own clock, which may be behind 'now'.
  if fields.forgotten and tonumber(fields.forgotten) <= now then
    redis.call('DEL', request_key(id))
    return nil
  end
  while fields[tostring(#claims + 1)] do
    local kind, amount, period, counter = string.match(fields[tostring(#claims + 1)], '^(%a+) (%d+) (%S+) (.*)$')
    claims[#claims + 1] = { kind = kind, amount = tonumber(amount), period = period, counter = counter }
  end
  return {
    state = fields.state, charged_at = tonumber(fields.charged_at), answer = fields.answer, claims = claims,
    draft = fields.draft, floors = split(fields.floors), charged = split(fields.charged),
    forgotten = tonumber(fields.forgotten),
  }
end

-- A window is charged where the last of it may be used, a budget in the period that reserved.
local function charge(request, amounts)
  for index, claim in ipairs(request.claims) do
    local amount = amounts[index] or 0
    if claim.kind == 'window' then
      window_add(claim.counter, amount - claim.amount, request.charged_at)
    elseif claim.kind == 'parallel' then
      hold(claim.counter, -claim.amount)
    else
      budget_change(claim.counter, claim.period, -claim.amount, amount)
    end
  end
end

-- Nothing but its answer is asked for any more.
local function keep_answer(id, answer, forgotten)
  local key = request_key(id)
  redis.call('ZREM', due, id)
  redis.call('DEL', key)
  redis.call('HSET', key, 'state', 'settled', 'answer', answer, 'forgotten', int(forgotten))
  redis.call('PEXPIRE', key, int(forgotten - now))
end

-- What expired may still be corrected.
local function expire(id, request)
  local key, forgotten, amounts = request_key(id), now + ${REMEMBERED_MS}, {}
  for index, claim in ipairs(request.claims) do
    amounts[index] = math.max(claim.amount, request.floors[index] or 0)
  end
  charge(request, amounts)
  redis.call('HSET', key, 'state', 'expired', 'charged', join(amounts), 'forgotten', int(forgotten))
  if request.draft then
    redis.call('ZADD', due, int(forgotten), id)
  else
    redis.call('ZREM', due, id)
    redis.call('PEXPIRE', key, ${REMEMBERED_MS})
  end
end
`;
