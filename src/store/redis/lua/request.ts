/**
 * An admitted request is a hash: `state` (live, expired, settled), `at`, its `answer` as JSON, one field for each claim
 * (`1`, `2`, …), and the lists `floors` and, once ended, `charged`. It has no lifetime while it is live, because only its
 * end gives back what it reserved; the sorted set `leases` says when it ends unless something is heard of it.
 */
export const REQUEST_LUA = `
local leases = shard .. ':leases'

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
    state = fields.state, at = tonumber(fields.at), answer = fields.answer, claims = claims,
    floors = split(fields.floors), charged = split(fields.charged),
  }
end

-- A window is charged where the request began, a budget in the period that reserved.
local function finish(id, request, how, amounts)
  for index, claim in ipairs(request.claims) do
    local amount = amounts[index] or 0
    if claim.kind == 'window' then
      window_add(claim.counter, amount - claim.amount, request.at)
    elseif claim.kind == 'parallel' then
      hold(claim.counter, -claim.amount)
    else
      budget_change(claim.counter, claim.period, -claim.amount, amount)
    end
  end
  redis.call('ZREM', leases, id)
  local key, kept = request_key(id), { 'charged', join(amounts) }
  if how == 'settled' then
    -- Nothing but its answer is asked for any more; what expired may still be corrected.
    redis.call('DEL', key)
    kept = { 'answer', request.answer }
  end
  redis.call('HSET', key, 'state', how, 'forgotten', int(now + 900000), unpack(kept))
  redis.call('PEXPIRE', key, 900000)
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', int(now))) do
  local request, amounts = read_request(id), {}
  if request then
    for index, claim in ipairs(request.claims) do
      amounts[index] = math.max(claim.amount, request.floors[index] or 0)
    end
    finish(id, request, 'expired', amounts)
  else
    -- Only a server that evicts keys gets here; a lease without its request must not stop the shard.
    redis.call('ZREM', leases, id)
  end
end
`;
