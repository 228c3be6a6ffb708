import { REMEMBERED_MS } from "../../../counters/bounds.ts";

/** The instant in epoch milliseconds as a Lua expression: Redis's own, so that no caller's clock counts. */
export const SERVER_CLOCK =
  "(function(time) return time[1] * 1000 + math.floor(time[2] / 1000) end)(redis.call('TIME'))";

/**
 * Every key of a shard begins with KEYS[1], `{tollgate:<shard>}`: one hash tag, so one slot. That key itself holds the
 * last instant a command saw: after a failover or a step of the clock, time stands still until it has caught up.
 */
export const clockLua = (clock: string): string => `
local shard = KEYS[1]

-- Redis writes large Lua numbers with an exponent; whole numbers up to 2^53 must stay whole. Nor is it told of -0.
local function int(number) return string.format('%.0f', number + 0) end

local now = ${clock}
local last = tonumber(redis.call('GET', shard) or 0)
if now > last then
  redis.call('SET', shard, int(now), 'PX', ${REMEMBERED_MS})
else
  now = last
end
`;
