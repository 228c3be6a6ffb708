import { USABLE_MS_MAX } from "../../../counters/bounds.ts";

/**
 * A window is a hash: an amount for each second that charged anything, their `sum`, and `from`, the oldest second that
 * the sum may hold. So a take reads two fields, not sixty-one.
 */
export const WINDOW_LUA = `
-- The last second that anything is charged in lies so many seconds after the one at hand.
local ahead = ${Math.ceil(USABLE_MS_MAX / 1_000)}

local function oldest_second() return math.floor(now / 1000) - 60 end

local function window_key(counter) return shard .. ':w:' .. counter end

local function window_used(counter)
  local key = window_key(counter)
  local state = redis.call('HMGET', key, 'sum', 'from')
  if not state[1] then return 0 end
  local sum, from, oldest = tonumber(state[1]), tonumber(state[2]), oldest_second()
  if from >= oldest then return sum end
  local left = {}
  -- No bucket is ever made later than this after 'from'.
  for second = from, math.min(oldest - 1, from + 60 + ahead) do left[#left + 1] = int(second) end
  for _, amount in ipairs(redis.call('HMGET', key, unpack(left))) do sum = sum - (amount or 0) end
  redis.call('HDEL', key, unpack(left))
  redis.call('HSET', key, 'sum', int(sum), 'from', int(oldest))
  return sum
end

-- What was taken more than a minute ago counts no more, however it ends.
local function window_add(counter, amount, at)
  local second = math.floor(at / 1000)
  if amount == 0 or second < oldest_second() then return end
  local key = window_key(counter)
  local state = redis.call('HMGET', key, int(second), 'sum', 'from')
  redis.call('HSET', key, int(second), int((state[1] or 0) + amount),
    'sum', int((state[2] or 0) + amount), 'from', state[3] or int(oldest_second()))
  -- Two minutes from a second's first charge are enough for all of its charges.
  if not state[1] then redis.call('PEXPIRE', key, 120000) end
end

-- To be asked after window_used, which drops what is older than a minute.
local function window_wait(counter, room)
  local key, oldest, seconds = window_key(counter), oldest_second(), {}
  for second = oldest, oldest + 60 + ahead do seconds[#seconds + 1] = int(second) end
  local used = tonumber(redis.call('HGET', key, 'sum') or 0)
  for index, amount in ipairs(redis.call('HMGET', key, unpack(seconds))) do
    used = used - (amount or 0)
    if used <= room then return (oldest + index - 1 + 61) * 1000 - now end
  end
end
`;
