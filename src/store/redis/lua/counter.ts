/**
 * Parallel slots are fields of one hash, `held`. A budget is a hash of its own, kept for good: `spent`, `reserved` and
 * `ends`, the end of its period as the caller wrote it, `-` for never. A claim has `kind`, `counter`, `limit`, `amount`,
 * and for budgets `ends` and `spent`, `-` where there is none.
 */
export const COUNTER_LUA = `
local function hold(counter, amount)
  if redis.call('HINCRBY', shard .. ':held', counter, int(amount)) <= 0 then
    redis.call('HDEL', shard .. ':held', counter)
  end
end

local function budget_key(counter) return shard .. ':b:' .. counter end

-- As it stands in the period at hand: a period that is over counts no more.
local function budget_now(claim)
  local state = redis.call('HMGET', budget_key(claim.counter), 'spent', 'reserved', 'ends')
  if not state[1] then return tonumber(claim.spent) or 0, 0, claim.ends end
  local ends = tonumber(state[3])
  if ends and ends <= now then return 0, 0, claim.ends end
  return tonumber(state[1]), tonumber(state[2]), state[3]
end

-- A period that is over took its reservations along.
local function budget_change(counter, period, reserved, spent)
  local state = redis.call('HMGET', budget_key(counter), 'ends', 'reserved', 'spent')
  if state[1] ~= period then return end
  redis.call('HSET', budget_key(counter), 'reserved', int(state[2] + reserved), 'spent', int(state[3] + spent))
end

local function used(claim)
  if claim.kind == 'window' then return window_used(claim.counter) end
  if claim.kind == 'parallel' then return tonumber(redis.call('HGET', shard .. ':held', claim.counter) or 0) end
  local spent, reserved = budget_now(claim)
  return spent + reserved
end

-- Returns the period that was charged, '-' where there is none, and how a budget stands now.
local function reserve(claim, charged_at)
  if claim.kind == 'window' then
    window_add(claim.counter, claim.amount, charged_at)
  elseif claim.kind == 'parallel' then
    hold(claim.counter, claim.amount)
  else
    local spent, reserved, ends = budget_now(claim)
    redis.call('HSET', budget_key(claim.counter), 'spent', int(spent), 'reserved', int(reserved + claim.amount), 'ends', ends)
    return ends, spent + reserved + claim.amount
  end
  return '-'
end
`;
