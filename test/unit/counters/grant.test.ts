import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { USABLE_MS_MAX } from "../../../src/counters/bounds.ts";
import type { Claim, Take } from "../../../src/counters/command.ts";
import { CounterCore } from "../../../src/counters/counter-core.ts";

const LEASE_MS = 30_000;
const LIMIT = 100;
const rate = (amount: number): Claim => ({ kind: "window", counter: "rpm", amount, limit: LIMIT });
const slots = (amount: number): Claim => ({ kind: "parallel", counter: "slots", amount, limit: LIMIT });
const money = (amount: number): Claim => ({ kind: "budget", counter: "usd", amount, limit: LIMIT, spent: 0 });
const grant = (id: string, usableMs: number, ...claims: readonly Claim[]): Take => ({
  op: "take",
  id,
  claims,
  standings: [],
  leaseMs: LEASE_MS,
  usableMs,
});
const shrink = (id: string, ...amounts: readonly number[]) => ({ op: "shrink", id, amounts }) as const;
const settle = (id: string, ...amounts: readonly number[]) => ({ op: "settle", id, amounts }) as const;
let looks = 0;
const used = (core: CounterCore, nowMs: number, ...claims: readonly Claim[]): readonly number[] => {
  const look = claims.map((claim) => ({ ...claim, amount: 0, limit: 1, shadow: true }));
  const answer = core.take(grant(`look ${(looks += 1)}`, 0, ...look), nowMs);
  return answer.admitted ? answer.levels.map((level) => level.used) : [];
};

describe("a grant", () => {
  test("counts from the take on, and until a minute after its last possible use", () => {
    const core = new CounterCore();
    core.take(grant("a", 10_000, rate(LIMIT)), 400);
    expect(core.take(grant("b", 0, rate(1)), 400)).toMatchObject({ admitted: false, retryAfterMs: 70_600 });
    expect(core.take(grant("c", 0, rate(1)), 70_999).admitted).toBe(false);
    expect(core.take(grant("d", 0, rate(1)), 71_000).admitted).toBe(true);
  });

  test.each([
    ["settled", (core: CounterCore) => core.settle(settle("a", 40), 5_000)],
    ["settled late", (core: CounterCore) => core.settle(settle("a", 40), LEASE_MS)],
    ["shrunk", (core: CounterCore) => core.shrink(shrink("a", 40), 5_000)],
  ])("that was %s still counts until then, with what it came to", (_, end) => {
    const core = new CounterCore();
    core.take(grant("a", 10_000, rate(LIMIT)), 0);
    end(core);
    expect(used(core, LEASE_MS, rate(1))).toEqual([40]);
    expect(used(core, 70_999, rate(1))).toEqual([40]);
    expect(used(core, 71_000, rate(1))).toEqual([0]);
  });

  test("is refused without a trace when it is to last longer than windows look ahead, or not from now on", () => {
    const core = new CounterCore();
    for (const usableMs of [USABLE_MS_MAX + 1, -1, Number.NaN]) {
      expect(() => core.take(grant("a", usableMs, rate(1)), 0)).toThrow(RangeError);
    }
    expect([core.revision, ...used(core, 0, rate(1))]).toEqual([0, 0]);
    expect(core.take(grant("a", USABLE_MS_MAX, rate(1)), 0).admitted).toBe(true);
  });

  test("never lets more than the limit be used in any minute, whenever what it allows is used", () => {
    const share = fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }));
    const step = fc.record({
      pauseMs: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.constantFrom(50_000, 60_000, 61_000)),
      amount: fc.integer({ min: 1, max: LIMIT }),
      usableMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: USABLE_MS_MAX })),
      uses: fc.array(fc.record({ at: share, part: share }), { minLength: 1, maxLength: 4 }),
      /** After the take; a grant that ends is not used any more. Undefined: its lease runs out. */
      settledAfterMs: fc.option(fc.integer({ min: 0, max: 2 * LEASE_MS }), { nil: undefined }),
      shrunkAfterMs: fc.option(fc.integer({ min: 0, max: LEASE_MS }), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999 }),
        fc.array(step, { minLength: 20, maxLength: 60 }),
        (startMs, steps) => {
          const core = new CounterCore();
          const uses: { readonly atMs: number; readonly amount: number }[] = [];
          const later: { readonly atMs: number; readonly act: (nowMs: number) => void }[] = [];
          const runUntil = (nowMs: number): void => {
            later.sort((a, b) => a.atMs - b.atMs);
            while (later[0] !== undefined && later[0].atMs <= nowMs) {
              const { atMs, act } = later[0];
              later.shift();
              act(atMs);
            }
          };
          let nowMs = startMs;
          for (const [
            n,
            { pauseMs, amount, usableMs, uses: shares, settledAfterMs, shrunkAfterMs },
          ] of steps.entries()) {
            nowMs += pauseMs;
            runUntil(nowMs);
            if (!core.take(grant(`r${n}`, usableMs, rate(amount)), nowMs).admitted) continue;
            let left = amount;
            for (const { at, part } of shares) {
              const use = Math.round(left * part);
              left -= use;
              uses.push({ atMs: nowMs + Math.floor(Math.min(usableMs, settledAfterMs ?? usableMs) * at), amount: use });
            }
            const came = amount - left;
            if (shrunkAfterMs !== undefined)
              later.push({ atMs: nowMs + shrunkAfterMs, act: (atMs) => core.shrink(shrink(`r${n}`, came), atMs) });
            if (settledAfterMs !== undefined)
              later.push({ atMs: nowMs + settledAfterMs, act: (atMs) => core.settle(settle(`r${n}`, came), atMs) });
          }
          for (const { atMs } of uses) {
            const minute = uses.filter((use) => use.atMs >= atMs && use.atMs <= atMs + 60_000);
            expect(minute.reduce((sum, use) => sum + use.amount, 0)).toBeLessThanOrEqual(LIMIT);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("a shrink", () => {
  const claims = [rate(50), slots(5), money(50)];

  test("gives back at once what the request will not need, of every kind, and is settled as any other", () => {
    const core = new CounterCore();
    core.take(grant("a", 0, ...claims), 0);
    expect(core.shrink(shrink("a", 20, 2, 30), 1_000)).toBe("kept");
    expect(used(core, 1_000, ...claims)).toEqual([20, 2, 30]);
    core.settle(settle("a", 10, 1, 15), 2_000);
    expect(used(core, 2_000, ...claims)).toEqual([10, 0, 15]);
  });

  test("never raises, and said twice does what it does once", () => {
    const core = new CounterCore();
    core.take(grant("a", 0, ...claims), 0);
    core.shrink(shrink("a", 60, 2, 30), 0);
    const { revision } = core;
    core.shrink(shrink("a", 60, 2, 30), 0);
    core.shrink(shrink("a", 60, 5, 50), 0);
    expect(core.revision).toBe(revision);
    expect(used(core, 0, ...claims)).toEqual([50, 2, 30]);
  });

  test("takes nothing away that a checkpoint has told of, and counts a missing amount as nothing", () => {
    const core = new CounterCore();
    core.take(grant("a", 0, ...claims), 0);
    core.checkpoint({ op: "checkpoint", id: "a", amounts: [10, 1, 70], leaseMs: LEASE_MS }, 0);
    core.shrink(shrink("a", 5), 0);
    expect(used(core, 0, ...claims)).toEqual([10, 1, 50]);
  });

  test("leaves the lease as it is, and what it charges is what was left", () => {
    const core = new CounterCore();
    core.take(grant("a", 0, ...claims), 0);
    core.shrink(shrink("a", 20, 2, 30), LEASE_MS - 1);
    expect(used(core, LEASE_MS, ...claims)).toEqual([20, 0, 30]);
    expect(core.shrink(shrink("a", 0, 0, 0), LEASE_MS)).toBe("ended");
    expect(used(core, LEASE_MS, ...claims)).toEqual([20, 0, 30]);
  });

  test("does not reach into a budget's next period", () => {
    const core = new CounterCore();
    const of = (endsAtMs: number): Claim => ({
      kind: "budget",
      counter: "usd",
      amount: 60,
      limit: 100,
      spent: 0,
      endsAtMs,
    });
    core.take(grant("a", 0, of(1_000)), 0);
    core.take(grant("b", 0, of(2_000)), 1_000);
    core.shrink(shrink("a", 0), 1_000);
    expect(used(core, 1_000, of(2_000))).toEqual([60]);
  });
});
