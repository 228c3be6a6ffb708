import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { HolderLimits } from "../../../src/core/holder-limits.ts";
import { nanoUsd } from "../../../src/core/money.ts";
import type { Take } from "../../../src/counters/command.ts";
import type { LeaseMode } from "../../../src/limits/lease.ts";
import { createLimiter } from "../../../src/limits/limiter.ts";
import type { Limiter } from "../../../src/limits/limiter.ts";
import type { Ticket } from "../../../src/limits/ticket.ts";
import { MemoryCounterStore } from "../../../src/store/memory/memory-counter-store.ts";

const HOLDER = "key:a";
const START = Date.UTC(2026, 10, 21, 10);
const GRANT_MS = 2_000;

class CountingStore extends MemoryCounterStore {
  readonly takes: Take[] = [];

  override async take(shard: string, take: Take) {
    this.takes.push(take);
    return await super.take(shard, take);
  }
}

function setUp(leases: LeaseMode = "always", counters = new CountingStore()) {
  const limiter = createLimiter({
    counters,
    spent: { spentSince: async () => 0 },
    timeZone: "UTC",
    shadow: new Set(),
    tokens: "total",
    now: Date.now,
    leases,
  });
  return { counters, limiter };
}

let ids = 0;
const ask = (limiter: Limiter, limits: Omit<HolderLimits, "holder">, { cost = 100, epoch = 1 } = {}) =>
  limiter.admit({
    id: `${(ids += 1)}`,
    limits: [{ holder: HOLDER, ...limits }],
    standings: [{ holder: HOLDER, epoch }],
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
const wide = { requestsPerMinute: 1_000 };
const budget = (limit: number) => ({ budgets: [{ limit: nanoUsd(limit) }] });
/** What a limiter without leases finds used, by what is left after a request of its own. */
async function usedNow(counters: CountingStore, limits: Omit<HolderLimits, "holder">): Promise<number> {
  const { headers } = await admitted(setUp("off", counters).limiter, limits, { cost: 0 });
  return 1_000 - 1 - Number(headers["x-ratelimit-api_key-remaining-requests"]);
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a grant", () => {
  test("lets many requests in by one trip", async () => {
    const { counters, limiter } = setUp();
    for (let call = 0; call < 16; call += 1) await admitted(limiter, wide);
    expect(counters.takes).toMatchObject([{ usableMs: GRANT_MS, claims: [{ amount: 16 }] }]);
    await admitted(limiter, wide);
    expect(counters.takes).toHaveLength(2);
  });

  test("tells each request what is left after it", async () => {
    const { limiter } = setUp();
    const remaining: (string | undefined)[] = [];
    for (let call = 0; call < 3; call += 1)
      remaining.push((await admitted(limiter, wide)).headers["x-ratelimit-api_key-remaining-requests"]);
    expect(remaining).toEqual(["999", "998", "997"]);
  });

  test("takes no more than a tenth of a limit", async () => {
    const { counters, limiter } = setUp();
    await admitted(limiter, { requestsPerMinute: 100, tokensPerMinute: 6_000 });
    expect(counters.takes[0]?.claims.map(({ amount }) => amount)).toEqual([6, 600]);
  });

  test("gives back what was not used when its time is over", async () => {
    const { counters, limiter } = setUp();
    for (let call = 0; call < 3; call += 1) await (await admitted(limiter, wide)).settle(came(0), () => "{}");
    expect(await usedNow(counters, wide)).toBe(16);
    await vi.advanceTimersByTimeAsync(GRANT_MS);
    expect(await usedNow(counters, wide)).toBe(3 + 1);
  });

  test("keeps what its running requests may still come to", async () => {
    const { counters, limiter } = setUp();
    const limits = { ...wide, ...budget(100_000) };
    const running = await admitted(limiter, limits);
    await (await admitted(limiter, limits)).settle(came(40), () => "{}");
    await vi.advanceTimersByTimeAsync(GRANT_MS);
    const fits = async (cost: number): Promise<boolean> => {
      const { limiter: strict } = setUp("off", counters);
      const ticket = await ask(strict, budget(100_000), { cost }).catch(() => undefined);
      if (ticket === undefined || ticket === "stale") return false;
      return await ticket.settle(came(0), () => "{}");
    };
    expect(await fits(100_000 - 140)).toBe(true);
    expect(await fits(100_000 - 139)).toBe(false);
    await running.settle(came(70), () => "{}");
    expect(await fits(100_000 - 110)).toBe(true);
    expect(await fits(100_000 - 109)).toBe(false);
  });

  test("leaves the event to the recorder", async () => {
    const { counters, limiter } = setUp();
    expect(await (await admitted(limiter, wide)).settle(came(0), () => "{}")).toBe(false);
    expect(await counters.peekOutbox(HOLDER, 9)).toEqual([]);
  });

  test("stays alive as long as one of its requests runs", async () => {
    const { counters, limiter } = setUp();
    const limits = { ...wide, ...budget(100_000) };
    const running = await admitted(limiter, limits);
    running.keep(
      () => came(0),
      () => "{}",
    );
    await vi.advanceTimersByTimeAsync(300_000);
    await running.settle(came(30), () => "{}");
    const strict = setUp("off", counters).limiter;
    await expect(ask(strict, budget(100_000), { cost: 100_000 - 29 })).rejects.toMatchObject({
      code: "budget_exceeded",
    });
    await admitted(strict, budget(100_000), { cost: 100_000 - 30 });
  });

  test("is asked for anew after its time, so that a changed key is heard of", async () => {
    const { counters, limiter } = setUp();
    await admitted(limiter, wide);
    await counters.revoke(HOLDER, { op: "revoke", holder: HOLDER, epoch: 2 });
    vi.setSystemTime(START + GRANT_MS - 1);
    await admitted(limiter, wide);
    vi.setSystemTime(START + GRANT_MS);
    expect(await ask(limiter, wide)).toBe("stale");
    await admitted(limiter, wide, { epoch: 2 });
  });
});

describe("a request of an absurd size", () => {
  test("leaves nothing behind that lets later ones in", async () => {
    const { counters, limiter } = setUp("auto");
    const limits = { ...wide, ...budget(1_000) };
    for (let call = 0; call < 12; call += 1) await ask(limiter, limits, { cost: Infinity }).catch(() => undefined);
    let served = 0;
    for (let call = 0; call < 40; call += 1)
      if ((await ask(limiter, limits, { cost: 100 }).catch(() => undefined)) !== undefined) served += 1;
    expect(served).toBe(10);
    expect(counters.takes.flatMap(({ claims }) => claims).filter(({ amount }) => Number.isNaN(amount))).toEqual([]);
  });
});

describe("without a grant a request asks for itself", () => {
  test("when few come, unless leases are always wanted", async () => {
    const { counters, limiter } = setUp("auto");
    for (let call = 0; call < 9; call += 1) await admitted(limiter, wide);
    expect(counters.takes.map(({ usableMs }) => usableMs)).toEqual(Array.from({ length: 9 }, () => undefined));
    for (let call = 0; call < 9; call += 1) await admitted(limiter, wide);
    expect(counters.takes.slice(9)).toMatchObject([{ usableMs: GRANT_MS, claims: [{ amount: 20 }] }]);
  });

  test.each([
    ["slots are limited", { ...wide, parallelRequests: 100 }],
    ["a tenth of the limit is worth too little", { requestsPerMinute: 39 }],
    ["nothing is allowed", { requestsPerMinute: 0 }],
  ])("when %s", async (_, limits) => {
    const { counters, limiter } = setUp();
    await ask(limiter, limits).catch(() => undefined);
    expect(counters.takes.map(({ usableMs }) => usableMs)).toEqual([undefined]);
  });

  test("when so many come that each slot is wanted at once", async () => {
    const { counters, limiter } = setUp("auto");
    const asked = Array.from({ length: 200 }, () => ask(limiter, { requestsPerMinute: 60 }).catch(() => undefined));
    const served = (await Promise.all(asked)).filter((ticket) => ticket !== undefined);
    expect(served).toHaveLength(60);
    expect(counters.takes.every(({ usableMs }) => usableMs === undefined)).toBe(true);
  });

  test("when the limit is nearly reached, so that all of it can be used", async () => {
    const { limiter } = setUp();
    const limits = { requestsPerMinute: 40 };
    let served = 0;
    for (let call = 0; call < 60; call += 1) {
      if ((await ask(limiter, limits).catch(() => undefined)) !== undefined) served += 1;
    }
    expect(served).toBe(40);
  });
});
