import type { Scripts } from "../../src/store/redis/lua/scripts.ts";

/** A plausible bug: a piece of Lua, found once in a script, and what stands there by mistake. */
export interface Mutant {
  readonly bug: string;
  readonly from: string;
  readonly to: string;
}

/** Throws when the piece is nowhere, or twice in one script. */
export function mutate(scripts: Scripts, { from, to, bug }: Mutant): Scripts {
  let times = 0;
  const entries = Object.entries(scripts).map(([name, text]) => {
    const pieces = (text as string).split(from);
    if (pieces.length > 2) throw new Error(`Not one place: ${bug}`);
    times += pieces.length - 1;
    return [name, pieces.join(to)];
  });
  if (times === 0) throw new Error(`No place: ${bug}`);
  return Object.fromEntries(entries) as Scripts;
}

const mutant = (bug: string, from: string, to: string): Mutant => ({ bug, from, to });

export const MUTANTS: readonly Mutant[] = [
  mutant("time goes back", "  now = last\n", ""),
  mutant("numbers keep 14 digits", "'%.0f', number", "'%.14g', number"),
  mutant("minus nothing is written", "number + 0)", "number)"),
  mutant("a window has 60 buckets", "math.floor(now / 1000) - 60", "math.floor(now / 1000) - 59"),
  mutant("a window has 62 buckets", "math.floor(now / 1000) - 60", "math.floor(now / 1000) - 61"),
  mutant("the oldest bucket stays in the sum", "for second = from, math.min", "for second = from + 1, math.min"),
  mutant(
    "a bucket too many leaves the sum",
    "math.min(oldest - 1, from + 60 + ahead)",
    "math.min(oldest, from + 60 + ahead)",
  ),
  mutant("the sum is not kept when buckets leave", "'sum', int(sum), 'from', int(oldest))", "'from', int(oldest))"),
  mutant(
    "the start of the sum is not kept when buckets leave",
    "'sum', int(sum), 'from', int(oldest))",
    "'sum', int(sum))",
  ),
  mutant(
    "a window is charged when the request ends",
    "amount - claim.amount, request.charged_at)",
    "amount - claim.amount, now)",
  ),
  mutant(
    "an end charges the window on top of the estimate",
    "amount - claim.amount, request.charged_at)",
    "amount, request.charged_at)",
  ),
  mutant(
    "a late charge reaches a second that is over",
    "if amount == 0 or second < oldest_second() then",
    "if amount == 0 then",
  ),
  mutant(
    "the second of a charge is rounded",
    "local second = math.floor(at / 1000)",
    "local second = math.floor(at / 1000 + 0.5)",
  ),
  mutant("an overwritten bucket", "int((state[1] or 0) + amount)", "int(amount)"),
  mutant("a retry a second too early", "(oldest + index - 1 + 61) * 1000", "(oldest + index - 1 + 60) * 1000"),
  mutant("a retry only when less than the room is used", "if used <= room then", "if used < room then"),
  mutant("a slot is freed as one, whatever it held", "hold(claim.counter, -claim.amount)", "hold(claim.counter, -1)"),
  mutant("a slot is never freed", "hold(claim.counter, -claim.amount)", "hold(claim.counter, 0)"),
  mutant("the last slot stays held", "int(amount)) <= 0 then", "int(amount)) <= 1 then"),
  mutant(
    "a seed counts although the budget is known",
    "return tonumber(state[1]), tonumber(state[2]), state[3]",
    "return math.max(tonumber(state[1]), tonumber(claim.spent) or 0), tonumber(state[2]), state[3]",
  ),
  mutant("a seed is ignored", "return tonumber(claim.spent) or 0, 0", "return 0, 0"),
  mutant(
    "a seed counts in the next period",
    "return 0, 0, claim.ends end",
    "return tonumber(claim.spent) or 0, 0, claim.ends end",
  ),
  mutant(
    "a period lasts a millisecond too long",
    "if ends and ends <= now then return 0",
    "if ends and ends < now then return 0",
  ),
  mutant(
    "reservations live on in the next period",
    "return 0, 0, claim.ends end",
    "return 0, tonumber(state[2]), claim.ends end",
  ),
  mutant("a period takes over the claim's end", "tonumber(state[2]), state[3]\n", "tonumber(state[2]), claim.ends\n"),
  mutant(
    "a settlement reaches a later period",
    "if state[1] ~= period then return end",
    "if not state[1] then return end",
  ),
  mutant("what is reserved does not count", "return spent + reserved", "return spent"),
  mutant("what was spent does not count", "return spent + reserved", "return reserved"),
  mutant(
    "an end does not give back the reservation",
    "claim.period, -claim.amount, amount)",
    "claim.period, 0, amount)",
  ),
  mutant(
    "an end does not charge the budget",
    "claim.period, -claim.amount, amount)",
    "claim.period, -claim.amount, 0)",
  ),
  mutant("a lease lasts a millisecond too long", "'-inf', int(now))", "'-inf', '(' .. int(now))"),
  mutant(
    "a lease that runs out charges nothing",
    "math.max(claim.amount, request.floors[index] or 0)",
    "request.floors[index] or 0",
  ),
  mutant(
    "a lease that runs out forgets the checkpoints",
    "math.max(claim.amount, request.floors[index] or 0)",
    "claim.amount",
  ),
  mutant(
    "a settled request keeps its lease",
    "  redis.call('ZREM', due, id)\n  redis.call('DEL', key)\n  redis",
    "  redis",
  ),
  mutant("what expired counts as settled", "'state', 'expired', 'charged'", "'state', 'settled', 'charged'"),
  mutant(
    "an end is forgotten a millisecond late",
    "tonumber(fields.forgotten) <= now",
    "tonumber(fields.forgotten) < now",
  ),
  mutant("an end is remembered ten minutes", "request.answer, now + 900000)", "request.answer, now + 600000)"),
  mutant(
    "a repeated id is taken again",
    "if known then return known.answer end",
    "if known and known.state == 'live' then return known.answer end",
  ),
  mutant("an equal standing is stale", "if epoch < tonumber", "if epoch <= tonumber"),
  mutant(
    "only the first standing is looked at",
    "for index = 6, 4 + 2 * standings, 2 do",
    "for index = 6, math.min(6, 4 + 2 * standings), 2 do",
  ),
  mutant(
    "a claim may be for a period that just ended",
    "if ends and ends <= now then return '{",
    "if ends and ends < now then return '{",
  ),
  mutant("an unknown budget begins with nothing spent", "if claim.spent == '-' and", "if false and"),
  mutant("a known budget is asked for again", " and redis.call('EXISTS', budget_key(claim.counter)) == 0", ""),
  mutant("the limit itself is too much", "claim.total > claim.limit", "claim.total >= claim.limit"),
  mutant("limit 0 admits a claim of nothing", "if claim.limit == 0 or claim.total", "if claim.total"),
  mutant("claims on one counter do not add up", "sums[name] = wanted", "sums[name] = 0"),
  mutant(
    "claims of different kinds add up",
    "local name, before = claim.kind .. ' ' .. claim.counter",
    "local name, before = claim.counter",
  ),
  mutant("a shadow refuses", "if not claim.shadow then", "if true then"),
  mutant("a shadow is not reported", "shadowed[#shadowed + 1] = cjson.encode(claim.counter)", "shadowed[1] = nil"),
  mutant("a claim is told a retry that never comes", "if claim.limit == 0 or wanted > claim.limit or", "if"),
  mutant(
    "a retry at the claim's own end of the period",
    "return tonumber(ends) and tonumber(ends) - now",
    "return tonumber(claim.ends) and tonumber(claim.ends) - now",
  ),
  mutant(
    "a refused slot stays held",
    "      local wait = retry_after(claim, wanted)\n",
    "      if claim.kind == 'parallel' then hold(claim.counter, claim.amount) end\n      local wait = retry_after(claim, wanted)\n",
  ),
  mutant(
    "a claim is charged before the next is looked at",
    "  claim.name, claim.total = name, before + wanted\n",
    "  claim.name, claim.total = name, before + wanted\n  if claim.total <= claim.limit then reserve(claim) end\n",
  ),
  mutant(
    "a lease is as long as it wants",
    "redis.call('ZADD', due, int(now + lease), id)\nreturn answer",
    "redis.call('ZADD', due, 'GT', int(now + lease + 1), id)\nreturn answer",
  ),
  mutant(
    "a checkpoint never shortens a lease",
    "redis.call('ZADD', due, int(now + lease), id)\nreturn 'kept'",
    "redis.call('ZADD', due, 'GT', int(now + lease), id)\nreturn 'kept'",
  ),
  mutant(
    "a checkpoint lowers the floor",
    "math.max(request.floors[index] or 0, tonumber(ARGV[index + 3] or 0))",
    "tonumber(ARGV[index + 3] or 0)",
  ),
  mutant(
    "a checkpoint brings back what ended",
    "if not request or request.state ~= 'live' then return 'ended' end\nfor index in",
    "if not request then return 'ended' end\nfor index in",
  ),
  mutant("a settlement is charged twice", "if request and request.state == 'settled' then return 'repeated' end", ""),
  mutant(
    "a late settlement charges on top",
    "(amounts[index] or 0) - (request.charged[index] or 0)",
    "(amounts[index] or 0)",
  ),
  mutant("a late settlement can be repeated", "  keep_answer(id, request.answer, request.forgotten)\n", ""),
  mutant(
    "a late settlement is remembered anew",
    "keep_answer(id, request.answer, request.forgotten)",
    "keep_answer(id, request.answer, now + 900000)",
  ),
  mutant(
    "a late settlement leaves the window alone",
    "if claim.kind == 'window' then window_add(claim.counter, difference, request.charged_at) end",
    "",
  ),
  mutant(
    "a late settlement leaves the budget alone",
    "if claim.kind == 'budget' then budget_change(claim.counter, claim.period, 0, difference) end",
    "",
  ),
  mutant(
    "the outbox takes the later event",
    "redis.call('HSETNX', shard .. ':outbox', entry, event) == 1",
    "redis.call('HSET', shard .. ':outbox', entry, event)",
  ),
  mutant(
    "an unknown request tells the ledger nothing",
    "if entry ~= '' then put_entry",
    "if answer ~= 'unknown' and entry ~= '' then put_entry",
  ),
  mutant("the outbox tells the newest first", "redis.call('RPUSH'", "redis.call('LPUSH'"),
  mutant(
    "the outbox forgets the events, not their order",
    " == 1 then redis.call('LREM', KEYS[1] .. ':outbox-order', 1, id) end",
    " == 1 then redis.call('EXISTS', id) end",
  ),
  mutant("a revocation can be taken back", "if tonumber(ARGV[2]) > known then", "if true then"),
  mutant("an epoch is compared as text", "if tonumber(ARGV[2]) > known then", "if ARGV[2] > tostring(known) then"),
  mutant(
    "a grant is charged when it is taken",
    "reserve(claim, charged_at)\n  totals",
    "reserve(claim, now)\n  totals",
  ),
  mutant("a grant is settled where it was taken", "'charged_at', int(charged_at)", "'charged_at', int(now)"),
  mutant(
    "the end of a grant is rounded up",
    "charged_at, fields, totals, levels = now + usable",
    "charged_at, fields, totals, levels = now + usable + 999",
  ),
  mutant("buckets to come stay in the sum", "from + 60 + ahead) do", "from + 60) do"),
  mutant(
    "a retry does not look at buckets to come",
    "for second = oldest, oldest + 60 + ahead do",
    "for second = oldest, oldest + 60 do",
  ),
  mutant("a shrink raises", "  if surplus > 0 then", "  if surplus ~= 0 then"),
  mutant(
    "a shrink goes below what was reported",
    "math.max(tonumber(ARGV[index + 1] or 0), request.floors[index] or 0)",
    "tonumber(ARGV[index + 1] or 0)",
  ),
  mutant("a shrink is not noted", "if #fields > 0 then redis", "if false then redis"),
  mutant("a shrink gives back in the second at hand", "-surplus, request.charged_at)", "-surplus, now)"),
  mutant("a shrink leaves slots held", "      hold(claim.counter, -surplus)\n", ""),
  mutant("a shrink leaves budgets reserved", "budget_change(claim.counter, claim.period, -surplus, 0)", ""),
  mutant("a shrink charges what it gives back", "claim.period, -surplus, 0)", "claim.period, -surplus, surplus)"),
  mutant(
    "a shrink reaches what ended",
    "if not request or request.state ~= 'live' then return 'ended' end\nfor index, claim",
    "if not request then return 'ended' end\nfor index, claim",
  ),
  mutant("a take keeps no draft", "if draft ~= '' then\n  fields", "if false then\n  fields"),
  mutant("a checkpoint brings no draft", "if draft ~= '' then redis.call('HSET'", "if false then redis.call('HSET'"),
  mutant(
    "a checkpoint without a draft drops the one before",
    "if draft ~= '' then redis.call('HSET'",
    "if true then redis.call('HSET'",
  ),
  mutant(
    "only the first draft is kept",
    "redis.call('HSET', request_key(id), 'draft', draft)",
    "redis.call('HSETNX', request_key(id), 'draft', draft)",
  ),
  mutant(
    "a draft is handed over when the lease ends",
    "redis.call('ZADD', due, int(forgotten), id)",
    "redis.call('ZADD', due, int(now), id)",
  ),
  mutant(
    "a draft is handed over a millisecond late",
    "redis.call('ZADD', due, int(forgotten), id)",
    "redis.call('ZADD', due, int(forgotten + 1), id)",
  ),
  mutant("a draft is dropped when its lease ends", "  if request.draft then\n", "  if false then\n"),
  mutant("a draft is not handed over", "    if draft then put_entry(id, draft) end\n", ""),
  mutant(
    "a request whose draft was handed over is still known",
    "    redis.call('DEL', key)\n    redis.call('ZREM'",
    "    redis.call('HDEL', key, 'forgotten')\n    redis.call('ZREM'",
  ),
  mutant(
    "a draft is handed over although its request was settled late",
    "keep_answer(id, request.answer, request.forgotten)",
    "redis.call('HSET', request_key(id), 'state', 'settled')",
  ),
  mutant(
    "a draft goes to the outbox again and again",
    "    redis.call('DEL', key)\n    redis.call('ZREM', due, id)\n",
    "    redis.call('HDEL', key, 'forgotten')\n",
  ),
];
