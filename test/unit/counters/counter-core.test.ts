import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BudgetClaim, Claim, ParallelClaim, Take, WindowClaim } from "../../../src/counters/command.ts";
import { CounterCore } from "../../../src/counters/counter-core.ts";

const LEASE_MS = 30_000;
const rate = (amount: number, limit: number, counter = "rpm"): WindowClaim => ({
  kind: "window",
  counter,
  amount,
  limit,
});
const slot = (limit: number): ParallelClaim => ({ kind: "parallel", counter: "slots", amount: 1, limit });
const money = (amount: number, limit: number, more: Partial<BudgetClaim> = {}): BudgetClaim => ({
  kind: "budget",
  counter: "budget",
  amount,
  limit,
  spent: 0,
  ...more,
});
const take = (id: string, ...claims: readonly Claim[]): Take => ({
  op: "take",
  id,
  claims,
  standings: [],
  leaseMs: LEASE_MS,
});
const settle = (id: string, ...amounts: readonly number[]) => ({ op: "settle", id, amounts }) as const;

describe("a window", () => {
  test("admits exactly its limit", () => {
    const core = new CounterCore();
    const admitted = Array.from({ length: 100 }, (_, n) => core.take(take(`r${n}`, rate(1, 60)), 1_000 + n));
    expect(admitted.filter((answer) => answer.admitted)).toHaveLength(60);
  });

  test("tells how long until the claim could be met, and then meets it", () => {
    const core = new CounterCore();
    core.take(take("a", rate(60, 100)), 10_400);
    const refused = core.take(take("b", rate(50, 100)), 12_000);
    expect(refused).toMatchObject({ admitted: false, why: "limit", refused: { used: 60, limit: 100 } });
    const retryAfterMs = "retryAfterMs" in refused ? (refused.retryAfterMs ?? 0) : 0;
    expect(core.take(take("c", rate(50, 100)), 12_000 + retryAfterMs - 1).admitted).toBe(false);
    expect(core.take(take("d", rate(50, 100)), 12_000 + retryAfterMs).admitted).toBe(true);
  });

  test("has no time to tell for a claim that can never be met", () => {
    const refused = new CounterCore().take(take("a", rate(101, 100)), 0);
    expect(refused).toMatchObject({ admitted: false, retryAfterMs: undefined });
  });

  test("gives back what an estimate was too high by", () => {
    const core = new CounterCore();
    core.take(take("a", rate(100, 100)), 0);
    expect(core.settle(settle("a", 30), 5_000)).toBe("settled");
    expect(core.take(take("b", rate(70, 100)), 5_000).admitted).toBe(true);
    expect(core.take(take("c", rate(1, 100)), 5_000).admitted).toBe(false);
  });

  test("of limit 0 admits nothing, ever", () => {
    expect(new CounterCore().take(take("a", rate(0, 0)), 0)).toMatchObject({
      admitted: false,
      retryAfterMs: undefined,
    });
  });

  test("never holds more than its limit in any minute, whatever comes when", () => {
    const calls = fc.array(
      fc.record({ pauseMs: fc.integer({ min: 0, max: 9_000 }), amount: fc.integer({ min: 0, max: 40 }) }),
      {
        maxLength: 120,
      },
    );
    fc.assert(
      fc.property(calls, (list) => {
        const core = new CounterCore();
        const log: { atMs: number; amount: number }[] = [];
        let nowMs = 0;
        for (const [n, { pauseMs, amount }] of list.entries()) {
          nowMs += pauseMs;
          if (core.take(take(`r${n}`, rate(amount, 100)), nowMs).admitted) log.push({ atMs: nowMs, amount });
          const minute = log.filter(({ atMs }) => atMs > nowMs - 60_000);
          expect(minute.reduce((sum, entry) => sum + entry.amount, 0)).toBeLessThanOrEqual(100);
        }
      }),
    );
  });

  test("refuses no claim that a window of one second more would admit", () => {
    const core = new CounterCore();
    core.take(take("a", rate(100, 100)), 999);
    expect(core.take(take("b", rate(100, 100)), 61_000).admitted).toBe(true);
  });
});

describe("several claims", () => {
  test("are taken all or none: a refusal costs nothing anywhere", () => {
    const core = new CounterCore();
    core.take(take("a", slot(1)), 0);
    expect(core.take(take("b", rate(10, 10), money(5, 5), slot(1)), 0)).toMatchObject({
      admitted: false,
      refused: { counter: "slots" },
    });
    expect(core.take(take("c", rate(10, 10), money(5, 5)), 0).admitted).toBe(true);
  });

  test("on one counter count together", () => {
    const core = new CounterCore();
    expect(core.take(take("a", rate(6, 10), rate(6, 10)), 0)).toMatchObject({ refused: { counter: "rpm", used: 0 } });
    expect(core.take(take("b", rate(6, 10), rate(4, 10)), 0)).toMatchObject({ levels: [{ used: 10 }, { used: 10 }] });
    expect(core.take(take("c", rate(2, 10), rate(4, 10)), 1_000)).toMatchObject({ retryAfterMs: 60_000 });
  });

  test("of different kinds never mix, even under one name", () => {
    const core = new CounterCore();
    const named = [rate(6, 10, "x"), { ...slot(1), counter: "x" }, money(6, 10, { counter: "x" })];
    expect(core.take(take("a", ...named), 0)).toMatchObject({ levels: [{ used: 6 }, { used: 1 }, { used: 6 }] });
  });

  test("that only shadow are counted and reported, and never refuse", () => {
    const core = new CounterCore();
    const shadow = { ...rate(1, 1), shadow: true };
    core.take(take("a", shadow), 0);
    expect(core.take(take("b", shadow), 0)).toEqual({
      admitted: true,
      levels: [{ counter: "rpm", limit: 1, used: 2 }],
      shadowed: ["rpm"],
    });
  });
});

describe("a parallel slot", () => {
  test("is free again when the request ends", () => {
    const core = new CounterCore();
    core.take(take("a", slot(1)), 0);
    expect(core.take(take("b", slot(1)), 1).admitted).toBe(false);
    core.settle(settle("a", 0), 2);
    expect(core.take(take("c", slot(1)), 3).admitted).toBe(true);
  });

  test("is free again when its lease runs out, and a late settlement does not free it twice", () => {
    const core = new CounterCore();
    core.take(take("a", slot(1)), 0);
    expect(core.take(take("b", slot(1)), LEASE_MS).admitted).toBe(true);
    expect(core.settle(settle("a", 1), LEASE_MS + 1)).toBe("adjusted");
    expect(core.take(take("c", slot(1)), LEASE_MS + 2).admitted).toBe(false);
  });

  test("is kept by a checkpoint", () => {
    const core = new CounterCore();
    core.take(take("a", slot(1)), 0);
    expect(core.checkpoint({ op: "checkpoint", id: "a", amounts: [1], leaseMs: LEASE_MS }, 20_000)).toBe("kept");
    expect(core.take(take("b", slot(1)), LEASE_MS).admitted).toBe(false);
    expect(core.take(take("c", slot(1)), 20_000 + LEASE_MS).admitted).toBe(true);
  });
});

describe("a lease", () => {
  test("can be shortened by a checkpoint", () => {
    const core = new CounterCore();
    core.take(take("a", slot(1)), 0);
    core.checkpoint({ op: "checkpoint", id: "a", amounts: [1], leaseMs: 5_000 }, 0);
    expect(core.take(take("b", slot(1)), 4_999).admitted).toBe(false);
    expect(core.take(take("c", slot(1)), 5_000).admitted).toBe(true);
  });
});

describe("a budget", () => {
  test("counts what is reserved as if it were spent", () => {
    const core = new CounterCore();
    core.take(take("a", money(60, 100)), 0);
    expect(core.take(take("b", money(50, 100)), 0).admitted).toBe(false);
    core.settle(settle("a", 10), 1);
    expect(core.take(take("c", money(90, 100)), 2).admitted).toBe(true);
  });

  test("asks for what was spent before it first counts", () => {
    const core = new CounterCore();
    const { spent: _, ...unseeded } = money(10, 100);
    expect(core.take(take("a", unseeded), 0)).toEqual({
      admitted: false,
      why: "unknown",
      nowMs: 0,
      counters: ["budget"],
    });
    expect(core.take(take("a", { ...unseeded, spent: 95 }), 1)).toMatchObject({
      admitted: false,
      refused: { used: 95 },
    });
    expect(core.take(take("b", { ...unseeded, spent: 90 }), 1).admitted).toBe(true);
    expect(core.take(take("c", unseeded), 1)).toMatchObject({ admitted: false, refused: { used: 100 } });
  });

  test("begins anew with its next period, and the old period keeps what it was charged", () => {
    const core = new CounterCore();
    core.take(take("a", money(100, 100, { endsAtMs: 1_000 })), 0);
    expect(core.take(take("b", money(1, 100, { endsAtMs: 1_000 })), 500)).toMatchObject({ retryAfterMs: 500 });
    expect(core.take(take("c", money(60, 100, { endsAtMs: 2_000 })), 1_000).admitted).toBe(true);
    expect(core.settle(settle("a", 100), 1_100)).toBe("settled");
    expect(core.take(take("d", money(40, 100, { endsAtMs: 2_000 })), 1_200).admitted).toBe(true);
  });

  test("tells the time until the end of the period that it counts, whatever the claim says", () => {
    const core = new CounterCore();
    core.take(take("a", money(100, 100, { endsAtMs: 1_000 })), 0);
    expect(core.take(take("b", money(1, 100, { endsAtMs: 9_000 })), 500)).toMatchObject({ retryAfterMs: 500 });
    expect(core.take(take("c", money(101, 100, { endsAtMs: 1_000 })), 500)).toMatchObject({ retryAfterMs: undefined });
    expect(core.take(take("d", money(0, 0, { endsAtMs: 1_000 })), 500)).toMatchObject({ retryAfterMs: undefined });
  });

  test("that was first counted without an end never gets one", () => {
    const core = new CounterCore();
    core.take(take("a", money(100, 100)), 0);
    const asked = core.take(take("b", money(1, 100, { endsAtMs: 1_000 })), 500);
    expect(asked).toMatchObject({ admitted: false, retryAfterMs: undefined });
  });

  test("refuses a claim for a period that is over, telling the time", () => {
    expect(new CounterCore().take(take("a", money(1, 100, { endsAtMs: 1_000 })), 1_000)).toEqual({
      admitted: false,
      why: "period",
      nowMs: 1_000,
    });
  });

  test("is charged with the estimate when a lease runs out, and put right by a late settlement", () => {
    const core = new CounterCore();
    core.take(take("a", money(80, 100)), 0);
    expect(core.take(take("b", money(30, 100)), LEASE_MS)).toMatchObject({ admitted: false, refused: { used: 80 } });
    expect(core.settle(settle("a", 20), LEASE_MS + 1)).toBe("adjusted");
    expect(core.take(take("c", money(80, 100)), LEASE_MS + 2).admitted).toBe(true);
  });

  test("is charged with more than the estimate when a checkpoint knew better", () => {
    const core = new CounterCore();
    core.take(take("a", money(10, 100)), 0);
    core.checkpoint({ op: "checkpoint", id: "a", amounts: [50], leaseMs: LEASE_MS }, 1_000);
    expect(core.take(take("b", money(60, 100)), 1_000 + LEASE_MS)).toMatchObject({ refused: { used: 50 } });
  });

  test("never holds more than its limit while estimates are upper bounds", () => {
    const step = fc.record({
      pauseMs: fc.integer({ min: 0, max: 20_000 }),
      estimate: fc.integer({ min: 0, max: 50 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      settled: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const core = new CounterCore();
        let nowMs = 0;
        let truth = 0;
        for (const [n, { pauseMs, estimate, share, settled }] of steps.entries()) {
          nowMs += pauseMs;
          const actual = Math.floor(estimate * share);
          if (!core.take(take(`r${n}`, money(estimate, 200)), nowMs).admitted) continue;
          truth += actual;
          if (settled) core.settle(settle(`r${n}`, actual), nowMs);
          expect(truth).toBeLessThanOrEqual(200);
        }
      }),
    );
  });
});

describe("a request id", () => {
  test("gets the same answer again and is charged once", () => {
    const core = new CounterCore();
    const first = core.take(take("a", rate(6, 10)), 0);
    expect(core.take(take("a", rate(6, 10)), 1)).toEqual(first);
    expect(core.take(take("b", rate(4, 10)), 2).admitted).toBe(true);
  });

  test("is settled once", () => {
    const core = new CounterCore();
    core.take(take("a", money(10, 100)), 0);
    expect(core.settle(settle("a", 5), 1)).toBe("settled");
    expect(core.settle(settle("a", 5), 2)).toBe("repeated");
    expect(core.take(take("b", money(95, 100)), 3).admitted).toBe(true);
    expect(core.take(take("c", money(1, 100)), 3).admitted).toBe(false);
  });

  test("that is not known cannot be settled", () => {
    expect(new CounterCore().settle(settle("a", 5), 2)).toBe("unknown");
  });

  test("is forgotten a quarter of an hour after its end", () => {
    const core = new CounterCore();
    core.take(take("a", money(10, 100)), 0);
    core.settle(settle("a", 5), 1);
    expect(core.settle(settle("a", 5), 900_000)).toBe("repeated");
    expect(core.settle(settle("a", 5), 900_001)).toBe("unknown");
  });
});

describe("a holder's standing", () => {
  test("is refused when a later one is known", () => {
    const core = new CounterCore();
    core.revoke({ op: "revoke", holder: "key:a", epoch: 5 });
    core.revoke({ op: "revoke", holder: "key:a", epoch: 3 });
    const asked = (epoch: number, id: string) => core.take({ ...take(id), standings: [{ holder: "key:a", epoch }] }, 0);
    expect(asked(4, "x")).toEqual({ admitted: false, why: "stale", holder: "key:a" });
    expect(asked(5, "y").admitted).toBe(true);
  });
});
