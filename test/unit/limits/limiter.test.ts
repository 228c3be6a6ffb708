import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type HolderLimits, NO_LIMIT } from "../../../src/core/holder-limits.ts";
import { fromUsd, nanoUsd } from "../../../src/core/money.ts";
import type { Settle, Take } from "../../../src/counters/command.ts";
import { createLimiter } from "../../../src/limits/limiter.ts";
import type { Limiter, LimiterOptions } from "../../../src/limits/limiter.ts";
import type { Ticket } from "../../../src/limits/ticket.ts";
import { CounterStoreError } from "../../../src/store/counter-store.ts";
import type { OutboxEntry } from "../../../src/store/counter-store.ts";
import { MemoryCounterStore } from "../../../src/store/memory/memory-counter-store.ts";

const HOLDER = "key:a";
const START = Date.UTC(2026, 10, 21, 10);

/** Counters whose answers can get lost, before or after a command was carried out. */
class FlakyCounters extends MemoryCounterStore {
  readonly plan: ("ok" | "unasked" | "unheard")[] = [];
  readonly takes: Take[] = [];
  checkpoints = 0;

  override async take(shard: string, take: Take) {
    this.takes.push(take);
    return await this.#lossy(() => super.take(shard, take));
  }

  override async settle(shard: string, settle: Settle, entry?: OutboxEntry) {
    return await this.#lossy(() => super.settle(shard, settle, entry));
  }

  override async checkpoint(...args: Parameters<MemoryCounterStore["checkpoint"]>) {
    this.checkpoints += 1;
    return await super.checkpoint(...args);
  }

  async #lossy<Answer>(carryOut: () => Promise<Answer>): Promise<Answer> {
    const how = this.plan.shift() ?? "ok";
    if (how === "unasked") throw new CounterStoreError("not asked");
    const answer = await carryOut();
    if (how === "unheard") throw new CounterStoreError("not heard");
    return answer;
  }
}

function setUp({ spent = 0, ...options }: Partial<Omit<LimiterOptions, "spent">> & { spent?: number } = {}) {
  const counters = new FlakyCounters();
  const seedsAsked: (readonly [string, number | undefined])[] = [];
  const limiter = createLimiter({
    counters,
    spent: {
      async spentSince(holder, sinceMs) {
        seedsAsked.push([holder, sinceMs]);
        return spent;
      },
    },
    timeZone: "UTC",
    shadow: new Set(),
    tokens: "total",
    now: Date.now,
    ...options,
  });
  return { counters, limiter, seedsAsked };
}

const ask = (limiter: Limiter, id: string, limits: Omit<HolderLimits, "holder">, cost = 100) =>
  limiter.admit({
    id,
    limits: [{ holder: HOLDER, ...limits }],
    standings: [{ holder: HOLDER, epoch: 1 }],
    demand: { model: "gpt-4o", usage: { inputTokens: 10, outputTokens: 90 }, cost },
    defer: () => undefined,
  });

async function admitted(...args: Parameters<typeof ask>): Promise<Ticket> {
  const ticket = await ask(...args);
  if (ticket === undefined || ticket === "stale") throw new Error(`not admitted: ${ticket}`);
  return ticket;
}

const came = (cost: number, outputTokens = 0) => ({
  usage: { inputTokens: 10, outputTokens },
  cost: nanoUsd(cost),
  excludeCached: false,
});
const rate = { requestsPerMinute: 1 };
const budget = (limit: number, duration?: string) => ({
  budgets: [{ limit: nanoUsd(limit), ...(duration !== undefined && { duration }) }],
});
const exceeded = { code: "budget_exceeded", status: 400 };
const closed = { code: "limits_unavailable", status: 503, retryAfterSeconds: 1 };

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a request", () => {
  test("without limits is not counted at all", async () => {
    const { counters, limiter } = setUp();
    expect(await ask(limiter, "1", {})).toBeUndefined();
    expect(counters.takes).toEqual([]);
  });

  test("is admitted up to the limit and told what is left", async () => {
    const { limiter } = setUp();
    const { headers } = await admitted(limiter, "1", { requestsPerMinute: 2, tokensPerMinute: 150 });
    expect(headers).toEqual({
      "x-ratelimit-api_key-limit-requests": "2",
      "x-ratelimit-api_key-remaining-requests": "1",
      "x-ratelimit-api_key-limit-tokens": "150",
      "x-ratelimit-api_key-remaining-tokens": "50",
      "x-litellm-key-rpm-limit": "2",
      "x-litellm-key-tpm-limit": "150",
    });
  });

  test.each([
    ["requests", { requestsPerMinute: 1 }, 61],
    ["tokens", { tokensPerMinute: 150 }, 61],
    ["max_parallel_requests", { parallelRequests: 1 }, undefined],
  ] as const)(
    "over a limit of %s is refused, and may come back in %j: %s s",
    async (type, limits, retryAfterSeconds) => {
      const { limiter } = setUp();
      await admitted(limiter, "1", limits);
      const refusal = ask(limiter, "2", limits);
      await expect(refusal).rejects.toMatchObject({
        code: "rate_limited",
        status: 429,
        retryAfterSeconds,
        headers: { rate_limit_type: type },
      });
    },
  );

  test("is admitted again when the minute is over", async () => {
    const { limiter } = setUp();
    await admitted(limiter, "1", rate);
    vi.setSystemTime(START + 60_999);
    await expect(ask(limiter, "2", rate)).rejects.toMatchObject({ retryAfterSeconds: 1 });
    vi.setSystemTime(START + 61_000);
    await admitted(limiter, "3", rate);
  });

  test("of a caller whose copy is out of date is stale, and counts nothing", async () => {
    const { counters, limiter } = setUp();
    await counters.revoke(HOLDER, { op: "revoke", holder: HOLDER, epoch: 2 });
    expect(await ask(limiter, "1", rate)).toBe("stale");
  });

  test("over a limit in shadow is admitted", async () => {
    const { limiter } = setUp({ shadow: new Set(["requests"]) });
    await admitted(limiter, "1", rate);
    expect((await admitted(limiter, "2", rate)).headers).toMatchObject({
      "x-ratelimit-api_key-remaining-requests": "0",
    });
  });
});

describe("a budget", () => {
  test("begins with what the ledger knows, asked for once", async () => {
    const { limiter, seedsAsked } = setUp({ spent: 150 });
    await admitted(limiter, "1", budget(300));
    await expect(ask(limiter, "2", budget(300))).rejects.toMatchObject(exceeded);
    expect(seedsAsked).toEqual([[HOLDER, undefined]]);
  });

  test("that is reset begins with what was spent since then", async () => {
    const { limiter, seedsAsked } = setUp();
    await admitted(limiter, "1", budget(300, "1d"));
    expect(seedsAsked).toEqual([[HOLDER, Date.UTC(2026, 10, 21)]]);
  });

  test("whose period is over by the authority's clock is planned anew", async () => {
    const slow = () => Date.now() - 11 * 3_600_000;
    const { counters, limiter, seedsAsked } = setUp({ now: slow });
    await admitted(limiter, "1", budget(300, "1d"));
    expect(counters.takes.at(-1)?.claims).toMatchObject([{ endsAtMs: Date.UTC(2026, 10, 22) }]);
    expect(seedsAsked).toEqual([[HOLDER, Date.UTC(2026, 10, 21)]]);
  });

  test("whose period ends while the ledger is asked does not take what was spent along", async () => {
    vi.setSystemTime(Date.UTC(2026, 10, 22) - 1);
    const asked: (number | undefined)[] = [];
    const spentSince = async (_: string, sinceMs?: number) => {
      asked.push(sinceMs);
      vi.setSystemTime(Date.UTC(2026, 10, 22));
      return asked.length === 1 ? 300 : 0;
    };
    const counters = new FlakyCounters();
    const limiter = createLimiter({
      counters,
      spent: { spentSince },
      timeZone: "UTC",
      shadow: new Set(),
      tokens: "total",
      now: Date.now,
    });
    await admitted(limiter, "1", budget(300, "1d"));
    expect(asked).toEqual([Date.UTC(2026, 10, 21), Date.UTC(2026, 10, 22)]);
  });
});

describe("a budget that cannot be read from the ledger", () => {
  test("refuses the request, and what other shards gave goes back", async () => {
    const counters = new FlakyCounters();
    const limiter = createLimiter({
      counters,
      spent: { spentSince: () => Promise.reject(new Error("the ledger is away")) },
      timeZone: "UTC",
      shadow: new Set(),
      tokens: "total",
      now: Date.now,
    });
    const deferred: Promise<unknown>[] = [];
    const refusal = limiter.admit({
      id: "1",
      limits: [
        { holder: HOLDER, requestsPerMinute: 1 },
        { holder: "tag:x", ...budget(900) },
      ],
      standings: [],
      demand: { model: "gpt-4o", usage: { inputTokens: 10, outputTokens: 90 }, cost: 1 },
      defer: (work) => void deferred.push(work),
    });
    await expect(refusal).rejects.toThrow("the ledger is away");
    await Promise.all(deferred);
    await admitted(limiter, "2", rate);
  });
});

describe("a settlement", () => {
  test("replaces the estimate by the truth", async () => {
    const { limiter } = setUp();
    const first = await admitted(limiter, "1", budget(200), 150);
    await expect(ask(limiter, "2", budget(200))).rejects.toMatchObject(exceeded);
    expect(await first.settle(came(100), () => "{}")).toBe(true);
    await admitted(limiter, "3", budget(200));
    await expect(ask(limiter, "4", budget(200), 1)).rejects.toMatchObject(exceeded);
  });

  test("hands its event over once, although its answer was lost", async () => {
    const { counters, limiter } = setUp();
    const ticket = await admitted(limiter, "1", rate);
    counters.plan.push("unheard", "unasked");
    expect(await ticket.settle(came(0), () => '{"a":1}')).toBe(true);
    expect(await counters.peekOutbox(HOLDER, 9)).toEqual([{ id: "1", event: '{"a":1}' }]);
  });

  test("that cannot be handed over says so", async () => {
    const { counters, limiter } = setUp();
    const ticket = await admitted(limiter, "1", rate);
    counters.plan.push("unasked", "unasked", "unasked");
    expect(await ticket.settle(came(0), () => "{}")).toBe(false);
    expect(await counters.peekOutbox(HOLDER, 9)).toEqual([]);
  });

  test("is told every 20 s what the request has come to until then, which keeps its hold", async () => {
    const { counters, limiter } = setUp();
    const ticket = await admitted(limiter, "1", { parallelRequests: 1 });
    ticket.keep(
      () => came(5, 5),
      () => "{}",
    );
    await vi.advanceTimersByTimeAsync(100_000);
    expect(counters.checkpoints).toBe(5);
    await expect(ask(limiter, "2", { parallelRequests: 1 })).rejects.toMatchObject({ code: "rate_limited" });
    await ticket.settle(came(5, 5), () => "{}");
    await vi.advanceTimersByTimeAsync(100_000);
    expect(counters.checkpoints).toBe(5);
    await admitted(limiter, "3", { parallelRequests: 1 });
  });
});

/** So many takes without an answer, each with the three tries to give it back. */
const unasked = (takes: number) => Array.from({ length: 4 * takes }, () => "unasked" as const);

describe("while the authority is away", () => {
  test("a budget is closed", async () => {
    const { counters, limiter } = setUp();
    counters.plan.push("unasked", "unasked");
    await expect(ask(limiter, "1", budget(900))).rejects.toMatchObject(closed);
  });

  test("a budget is asked for once when the answer is late, so that nobody waits twice", async () => {
    const { counters, limiter } = setUp();
    const take = vi.spyOn(counters, "take").mockImplementation(async () => {
      vi.setSystemTime(Date.now() + 140);
      throw new CounterStoreError("late");
    });
    await expect(ask(limiter, "1", budget(900))).rejects.toMatchObject(closed);
    expect(take).toHaveBeenCalledOnce();
  });

  test("a budget in shadow is not", async () => {
    const { counters, limiter } = setUp({ shadow: new Set(["cost"]) });
    counters.plan.push("unasked");
    expect((await admitted(limiter, "1", budget(900))).headers).toEqual({});
  });

  test("an isolate allows a twentieth of a minute's limit by itself", async () => {
    const { counters, limiter } = setUp();
    counters.plan.push(...unasked(3));
    for (const id of ["1", "2", "3"]) {
      const ticket = await admitted(limiter, id, { requestsPerMinute: 60 });
      await vi.advanceTimersByTimeAsync(0);
      expect(await ticket.settle(came(0), () => "{}")).toBe(false);
    }
    await expect(ask(limiter, "4", { requestsPerMinute: 60 })).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterSeconds: 61,
    });
  });

  test("it is asked every time until it has failed three times in a row, and then not for a second", async () => {
    const { counters, limiter } = setUp();
    const limits = { requestsPerMinute: 1_000 };
    counters.plan.push(...unasked(2), "ok", ...unasked(3));
    for (let call = 1; call <= 6; call += 1) {
      await admitted(limiter, `${call}`, limits);
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(counters.takes).toHaveLength(6);
    vi.setSystemTime(START + 999);
    await admitted(limiter, "7", limits);
    expect(counters.takes).toHaveLength(6);
    vi.setSystemTime(START + 1_000);
    await admitted(limiter, "8", limits);
    expect(counters.takes).toHaveLength(7);
  });

  test("a fault that is not the authority's absence is not hidden", async () => {
    const { counters, limiter } = setUp();
    vi.spyOn(counters, "take").mockRejectedValue(new TypeError("a fault"));
    await expect(ask(limiter, "1", rate)).rejects.toThrow("a fault");
  });
});

describe("a take that was carried out unheard", () => {
  test("is not counted twice", async () => {
    const { counters, limiter } = setUp();
    const limits = budget(fromUsd(1));
    await admitted(limiter, "0", limits);
    counters.plan.push("unheard");
    await admitted(limiter, "1", { budgets: [{ limit: nanoUsd(200) }] });
    await expect(ask(limiter, "2", budget(200), 1)).rejects.toMatchObject(exceeded);
    await admitted(limiter, "3", budget(201), 1);
  });

  test("and again unheard is given back, because its request is refused", async () => {
    const { counters, limiter } = setUp();
    await admitted(limiter, "0", budget(200));
    counters.plan.push("unheard", "unheard");
    await expect(ask(limiter, "1", budget(200))).rejects.toMatchObject(closed);
    await vi.advanceTimersByTimeAsync(1_000);
    await admitted(limiter, "2", budget(200));
  });
});

describe("a request on several shards", () => {
  const OTHER = "tag:x";
  const both = (limits: { readonly key: number; readonly tag: number }): readonly HolderLimits[] => [
    { holder: HOLDER, requestsPerMinute: limits.key },
    { holder: OTHER, requestsPerMinute: limits.tag },
  ];
  const askBoth = (limiter: Limiter, id: string, limits: readonly HolderLimits[], deferred: Promise<unknown>[] = []) =>
    limiter.admit({
      id,
      limits,
      standings: [],
      demand: { model: "gpt-4o", usage: { inputTokens: 10, outputTokens: 90 }, cost: 1 },
      draft: () => '{"draft":true}',
      defer: (work) => void deferred.push(work),
    });
  const usedOf = async (limiter: Limiter, holder: string): Promise<number> => {
    const probe = await limiter.admit({
      id: crypto.randomUUID(),
      limits: [{ holder, requestsPerMinute: 1_000 }],
      standings: [],
      demand: { model: "gpt-4o", usage: { inputTokens: 1, outputTokens: 1 }, cost: 0 },
      defer: () => undefined,
    });
    if (probe === undefined || probe === "stale") throw new Error("not counted");
    const [left] = Object.entries(probe.headers).flatMap(([name, text]) =>
      name.includes("remaining") ? [Number(text)] : [],
    );
    return 999 - (left ?? 0);
  };

  test("takes from each of them", async () => {
    const { counters, limiter } = setUp();
    await askBoth(limiter, "1", both({ key: 5, tag: 5 }));
    expect(counters.takes.map(({ claims }) => claims.map(({ counter }) => counter))).toEqual([
      ["key:a/requests"],
      ["tag:x/requests"],
    ]);
    expect(counters.takes.map(({ draft }) => draft)).toEqual(['{"draft":true}', undefined]);
  });

  test("that one of them refuses costs nothing at the others", async () => {
    const { limiter } = setUp();
    const deferred: Promise<unknown>[] = [];
    const refusal = askBoth(limiter, "1", both({ key: 5, tag: 0 }), deferred);
    await expect(refusal).rejects.toMatchObject({ code: "rate_limited", headers: { rate_limit_type: "requests" } });
    await Promise.all(deferred);
    expect(await usedOf(limiter, HOLDER)).toBe(0);
  });

  test("settles on each of them, and leaves its event at the first", async () => {
    const { counters, limiter } = setUp();
    const limits = [
      { holder: HOLDER, tokensPerMinute: 500 },
      { holder: OTHER, tokensPerMinute: 500 },
    ];
    const ticket = await askBoth(limiter, "1", limits);
    if (ticket === undefined || ticket === "stale") throw new Error("not admitted");
    expect(await ticket.settle(came(0, 20), () => '{"a":1}')).toBe(true);
    expect(await counters.peekOutbox(HOLDER, 9)).toHaveLength(1);
    expect(await counters.peekOutbox(OTHER, 9)).toEqual([]);
    const next = await askBoth(limiter, "2", limits);
    expect(next).toMatchObject({
      headers: {
        "x-ratelimit-api_key-remaining-tokens": String(500 - 30 - 100),
        "x-ratelimit-tag-remaining-tokens": String(500 - 30 - 100),
      },
    });
  });

  test("shares one where they lie within one another", async () => {
    const { counters, limiter } = setUp();
    await askBoth(limiter, "1", [
      { holder: HOLDER, home: "team:t", requestsPerMinute: 5 },
      { holder: "team:t", requestsPerMinute: 5 },
    ]);
    expect(counters.takes).toHaveLength(1);
  });

  test("of which one is away is decided by the others, and a little by the isolate", async () => {
    const { counters, limiter } = setUp();
    const take = counters.take.bind(counters);
    vi.spyOn(counters, "take").mockImplementation(async (shard, command) => {
      if (shard === OTHER) throw new CounterStoreError("away");
      return await take(shard, command);
    });
    const limits = both({ key: 100, tag: 20 });
    await askBoth(limiter, "1", limits);
    await expect(askBoth(limiter, "2", limits)).rejects.toMatchObject({ code: "rate_limited" });
    await vi.advanceTimersByTimeAsync(0);
    expect(await usedOf(limiter, HOLDER)).toBe(1);
  });
});

describe("a soft limit", () => {
  test("is told of when a request has passed it, and refuses nobody", async () => {
    const told: unknown[] = [];
    const { limiter } = setUp({ alert: (alert) => void told.push(alert) });
    const limits = { budgets: [{ limit: nanoUsd(1_000), softLimit: nanoUsd(150) }] };
    await (await admitted(limiter, "1", limits)).settle(came(100), () => "{}");
    expect(told).toEqual([]);
    await (await admitted(limiter, "2", limits)).settle(came(50), () => "{}");
    expect(told).toEqual([
      {
        event: "soft_budget_crossed",
        holder: HOLDER,
        budget: `${HOLDER}/cost`,
        spent: 150,
        limit: 1_000,
        softLimit: 150,
      },
    ]);
  });

  const soft = { budgets: [{ limit: NO_LIMIT, softLimit: nanoUsd(150) }] };

  test("without a hard one is counted from what the ledger says, is in no header, and refuses nobody", async () => {
    const told: unknown[] = [];
    const { limiter, seedsAsked } = setUp({ spent: 100, alert: ({ event, spent }) => void told.push([event, spent]) });
    const first = await admitted(limiter, "1", soft);
    expect(first.headers).toEqual({});
    expect(first.keySpentBefore).toBeUndefined();
    await first.settle(came(49), () => "{}");
    expect(told).toEqual([]);
    await (await admitted(limiter, "2", soft, fromUsd(1_000_000))).settle(came(1), () => "{}");
    await (await admitted(limiter, "3", soft)).settle(came(1_000), () => "{}");
    expect(told).toEqual([
      ["soft_budget_crossed", 150],
      ["soft_budget_crossed", 1_150],
    ]);
    expect(seedsAsked).toEqual([[HOLDER, undefined]]);
  });

  test("without a hard one refuses nobody while the counters are away", async () => {
    const { counters, limiter } = setUp();
    counters.plan.push("unasked");
    expect((await admitted(limiter, "1", soft)).headers).toEqual({});
  });
});
