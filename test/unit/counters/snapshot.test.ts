import { describe, expect, test } from "vitest";
import type { Claim } from "../../../src/counters/command.ts";
import { CounterCore } from "../../../src/counters/counter-core.ts";
import { packState, unpackState } from "../../../src/counters/snapshot.ts";

const LEASE_MS = 30_000;
const take = (id: string, ...claims: readonly Claim[]) =>
  ({ op: "take", id, claims, standings: [], leaseMs: LEASE_MS }) as const;
const money = (endsAtMs?: number): Claim => ({
  kind: "budget",
  counter: "usd",
  amount: 40,
  limit: 100,
  spent: 0,
  ...(endsAtMs !== undefined && { endsAtMs }),
});
const slot: Claim = { kind: "parallel", counter: "slots", amount: 1, limit: 1 };
const rate: Claim = { kind: "window", counter: "rpm", amount: 1, limit: 1 };
const again = (core: CounterCore, nowMs: number): CounterCore =>
  new CounterCore(unpackState(packState(core.state, nowMs)));

describe("a core made of a snapshot", () => {
  test.each([
    ["without an end", undefined],
    ["with an end", 100_000],
  ])("corrects a budget %s by a late settlement", (_, endsAtMs) => {
    const core = new CounterCore();
    core.take(take("a", money(endsAtMs)), 0);
    core.sweep(LEASE_MS);
    const next = again(core, LEASE_MS);
    expect(next.settle({ op: "settle", id: "a", amounts: [10] }, LEASE_MS)).toBe("adjusted");
    expect(next.take(take("b", money(endsAtMs)), LEASE_MS)).toMatchObject({ levels: [{ used: 50 }] });
  });

  test("ends its leases when the first one did", () => {
    const core = new CounterCore();
    core.take(take("a", slot), 0);
    const next = again(core, 10);
    expect(next.nextDueMs).toBe(LEASE_MS);
    expect(next.take(take("b", slot), LEASE_MS - 1).admitted).toBe(false);
    expect(next.take(take("c", slot), LEASE_MS).admitted).toBe(true);
  });

  test("keeps no window and no slot that nothing is counted in", () => {
    const core = new CounterCore();
    core.take(take("a", rate, slot), 0);
    core.settle({ op: "settle", id: "a", amounts: [1, 1] }, 0);
    again(core, 60_999);
    expect([core.state.windows.size, core.state.parallel.size]).toEqual([1, 0]);
    again(core, 61_000);
    expect(core.state.windows.size).toBe(0);
  });
});

describe("the revision of a core", () => {
  test("moves with each change, and stays with what changes nothing", () => {
    const core = new CounterCore();
    const moves = (act: () => unknown): boolean => {
      const before = core.revision;
      act();
      return core.revision !== before;
    };
    const settle = (id: string, nowMs: number) => core.settle({ op: "settle", id, amounts: [1] }, nowMs);
    const kept = { op: "checkpoint", id: "a", amounts: [1], leaseMs: LEASE_MS } as const;
    expect(moves(() => core.take(take("a", slot), 0))).toBe(true);
    expect(moves(() => core.take(take("a", slot), 1))).toBe(false);
    expect(moves(() => core.take(take("b", slot), 1))).toBe(false);
    expect(moves(() => core.checkpoint(kept, 1))).toBe(true);
    expect(moves(() => core.checkpoint({ ...kept, id: "b" }, 1))).toBe(false);
    expect(moves(() => core.sweep(LEASE_MS))).toBe(false);
    expect(moves(() => core.sweep(LEASE_MS + 1))).toBe(true);
    expect(moves(() => settle("a", LEASE_MS + 1))).toBe(true);
    expect(moves(() => settle("a", LEASE_MS + 1))).toBe(false);
    expect(moves(() => settle("b", LEASE_MS + 1))).toBe(false);
    expect(moves(() => core.revoke({ op: "revoke", holder: "h", epoch: 2 }))).toBe(true);
    expect(moves(() => core.revoke({ op: "revoke", holder: "h", epoch: 1 }))).toBe(false);
  });
});
