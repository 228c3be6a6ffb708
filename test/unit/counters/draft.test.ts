import { describe, expect, test } from "vitest";
import { REMEMBERED_MS } from "../../../src/counters/bounds.ts";
import { CounterCore } from "../../../src/counters/counter-core.ts";
import { packState, unpackState } from "../../../src/counters/snapshot.ts";

const LEASE_MS = 30_000;
const FORGOTTEN_MS = LEASE_MS + REMEMBERED_MS;
const take = (id: string, draft?: string) =>
  ({ op: "take", id, claims: [], standings: [], leaseMs: LEASE_MS, ...(draft !== undefined && { draft }) }) as const;
const checkpoint = (id: string, draft?: string) =>
  ({ op: "checkpoint", id, amounts: [], leaseMs: LEASE_MS, ...(draft !== undefined && { draft }) }) as const;
const settle = (id: string) => ({ op: "settle", id, amounts: [] }) as const;
/** What is handed over by the time at which all of it is. */
function handedOver(core: CounterCore, nowMs = 10 * FORGOTTEN_MS) {
  core.sweep(nowMs);
  return core.handOver();
}
function after(...steps: readonly ((core: CounterCore) => unknown)[]): CounterCore {
  const core = new CounterCore();
  for (const step of steps) step(core);
  core.sweep(LEASE_MS);
  return core;
}

describe("a draft", () => {
  test("is handed over once, a quarter of an hour after the lease ended that nobody settled", () => {
    const core = after((one) => one.take(take("a", "{}"), 0));
    expect(handedOver(core, FORGOTTEN_MS - 1)).toEqual([]);
    expect(handedOver(core, FORGOTTEN_MS)).toEqual([{ id: "a", event: "{}" }]);
    expect(handedOver(core)).toEqual([]);
    expect(core.settle(settle("a"), 10 * FORGOTTEN_MS)).toBe("unknown");
  });

  test.each([
    ["of the take, when no checkpoint brought another", [checkpoint("a")], "0"],
    ["of the last checkpoint that had one", [checkpoint("a", "1"), checkpoint("a", "2"), checkpoint("a")], "2"],
  ])("is that %s", (_, checkpoints, event) => {
    const core = after(
      (one) => one.take(take("a", "0"), 0),
      (one) => checkpoints.forEach((command) => one.checkpoint(command, 0)),
    );
    expect(handedOver(core)).toEqual([{ id: "a", event }]);
  });

  test("may come with a checkpoint first", () => {
    const core = after(
      (one) => one.take(take("a"), 0),
      (one) => one.checkpoint(checkpoint("a", "1"), 0),
    );
    expect(handedOver(core)).toEqual([{ id: "a", event: "1" }]);
  });

  test("is dropped by a settlement, in time or late, and nothing of it is remembered", () => {
    const core = new CounterCore();
    core.take(take("in time", "draft"), 0);
    core.take(take("late", "draft"), 0);
    core.settle(settle("in time"), 1);
    expect(core.settle(settle("late"), FORGOTTEN_MS - 1)).toBe("adjusted");
    expect(core.nextDueMs).toBe(Infinity);
    expect([...packState(core.state, FORGOTTEN_MS)].join("\n")).not.toContain("draft");
    expect(handedOver(core)).toEqual([]);
  });

  test("is not there when none was given", () => {
    expect(handedOver(after((core) => core.take(take("a"), 0)))).toEqual([]);
  });

  test("of several requests is handed over in the order of their ends, then of their ids", () => {
    const core = new CounterCore();
    for (const id of ["b", "c", "a"]) core.take(take(id, id), 0);
    core.checkpoint({ ...checkpoint("a"), leaseMs: 2 * LEASE_MS }, 0);
    core.sweep(LEASE_MS);
    core.take(take("0", "0"), LEASE_MS);
    core.sweep(2 * LEASE_MS);
    expect(handedOver(core).map(({ id }) => id)).toEqual(["b", "c", "0", "a"]);
  });

  test("says when it is due, and that it was handed over has to be kept", () => {
    const core = after((one) => one.take(take("a", "{}"), 0));
    expect(core.nextDueMs).toBe(FORGOTTEN_MS);
    const { revision } = core;
    core.sweep(FORGOTTEN_MS - 1);
    expect(core.revision).toBe(revision);
    core.sweep(FORGOTTEN_MS);
    expect(core.revision).not.toBe(revision);
    expect(core.nextDueMs).toBe(Infinity);
  });

  test.each([
    ["live", 0],
    ["expired", LEASE_MS],
  ])("outlives a snapshot of a request that is %s", (_, atMs) => {
    const core = new CounterCore();
    core.take(take("a", "{}"), 0);
    core.sweep(atMs);
    const next = new CounterCore(unpackState(packState(core.state, atMs)));
    next.sweep(LEASE_MS);
    expect(next.nextDueMs).toBe(FORGOTTEN_MS);
    expect(handedOver(next)).toEqual([{ id: "a", event: "{}" }]);
  });
});
