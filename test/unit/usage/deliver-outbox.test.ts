import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { REMEMBERED_MS } from "../../../src/counters/bounds.ts";
import type { Settle } from "../../../src/counters/command.ts";
import type { UsageEvent } from "../../../src/core/usage-event.ts";
import { MemoryCounterStore } from "../../../src/store/memory/memory-counter-store.ts";
import { deliverAfterSettle } from "../../../src/usage/deliver-outbox.ts";

const settle = (id: string): Settle => ({ op: "settle", id, amounts: [] });
const entry = (id: string) => ({ id, event: JSON.stringify({ id }) });

/** A ledger as the real ones are: idempotent by id. `plan` says how each append goes; `lost` is written, but not told. */
function ledger(plan: readonly ("ok" | "fail" | "lost" | "hang")[] = []) {
  const written: string[] = [];
  const appends: number[] = [];
  return {
    written,
    appends,
    append(events: readonly UsageEvent[]): Promise<void> {
      const how = plan[appends.length] ?? "ok";
      appends.push(events.length);
      if (how === "hang") return new Promise(() => {});
      if (how === "fail") return Promise.reject(new Error("no database"));
      written.push(...events.map(({ id }) => id).filter((id) => !written.includes(id)));
      return how === "lost" ? Promise.reject(new Error("no answer")) : Promise.resolve();
    },
  };
}

function setUp(plan?: Parameters<typeof ledger>[0]) {
  const counters = new MemoryCounterStore();
  const store = ledger(plan);
  return { counters, store, delivering: deliverAfterSettle(counters, store) };
}

const settleMany = (to: ReturnType<typeof setUp>, shard: string, ids: readonly string[]): Promise<unknown> =>
  Promise.all(ids.map((id) => to.delivering.settle(shard, settle(id), entry(id))));
const idsUpTo = (count: number, prefix = ""): string[] => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

describe("delivering an outbox after settlements", () => {
  let logged: string[];
  beforeEach(() => {
    vi.useFakeTimers();
    logged = [];
    vi.spyOn(console, "error").mockImplementation((...line) => void logged.push(line.join(" ")));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test("one settlement carries what many have left, and the others do not wait for it", async () => {
    const to = setUp();
    const done: string[] = [];
    const settlements = idsUpTo(100).map(async (id) => {
      await to.delivering.settle("a", settle(id), entry(id));
      done.push(id);
    });
    await vi.advanceTimersByTimeAsync(10);
    expect(done).toEqual(idsUpTo(100).slice(1));
    expect(to.store.written).toEqual([]);
    await vi.runAllTimersAsync();
    await Promise.all(settlements);
    expect(to.store.appends).toEqual([100]);
    expect(to.store.written).toEqual(idsUpTo(100));
    expect(await to.counters.peekOutbox("a", 10)).toEqual([]);
  });

  test("the answer is the counters' own", async () => {
    const to = setUp();
    await to.delivering.take("a", { op: "take", id: "x", claims: [], standings: [], leaseMs: 1_000 });
    const first = to.delivering.settle("a", settle("x"), entry("x"));
    await vi.runAllTimersAsync();
    expect(await first).toBe("settled");
    const second = to.delivering.settle("a", settle("x"), entry("x"));
    await vi.runAllTimersAsync();
    expect(await second).toBe("repeated");
    expect(to.store.written).toEqual(["x"]);
  });

  test("a sweep carries what was left too, drafts among them", async () => {
    const to = setUp();
    const take = { op: "take", claims: [], standings: [], leaseMs: 1_000 } as const;
    await to.delivering.take("a", { ...take, id: "x", draft: JSON.stringify({ id: "x" }) });
    await vi.advanceTimersByTimeAsync(1_000);
    void to.delivering.sweep("a");
    await vi.advanceTimersByTimeAsync(REMEMBERED_MS);
    expect(to.store.written).toEqual([]);
    const swept = to.delivering.sweep("a");
    await vi.runAllTimersAsync();
    await swept;
    expect(to.store.written).toEqual(["x"]);
  });

  test("shards share an append, and none is left out", async () => {
    const to = setUp();
    for (const shard of idsUpTo(25, "shard")) void settleMany(to, shard, [`of-${shard}`]);
    await vi.runAllTimersAsync();
    expect(to.store.appends).toEqual([10, 10, 5]);
    expect(to.store.written).toEqual(idsUpTo(25, "of-shard"));
  });

  test("a long outbox is carried in parts, to its end", async () => {
    const to = setUp();
    void settleMany(to, "a", idsUpTo(450));
    await vi.runAllTimersAsync();
    expect(to.store.appends).toEqual([200, 200, 50]);
    expect(to.store.written).toEqual(idsUpTo(450));
  });

  test("what an isolate that is gone has left is carried too", async () => {
    const to = setUp();
    await to.counters.settle("a", settle("old"), entry("old"));
    void settleMany(to, "a", ["new"]);
    await vi.runAllTimersAsync();
    expect(to.store.written).toEqual(["old", "new"]);
  });

  test("a ledger that fails is asked again, and an answer that was lost writes nothing twice", async () => {
    const to = setUp(["fail", "lost", "fail"]);
    void settleMany(to, "a", ["1", "2"]);
    await vi.runAllTimersAsync();
    expect(to.store.appends).toEqual([2, 2, 2, 2]);
    expect(to.store.written).toEqual(["1", "2"]);
    expect(await to.counters.peekOutbox("a", 10)).toEqual([]);
    expect(logged).toHaveLength(3);
  });

  test("with a ledger that stays away no settlement rejects, and the next carries all, of every shard", async () => {
    const to = setUp(["fail", "fail", "fail", "fail"]);
    const settled = Promise.all([settleMany(to, "a", ["1", "2"]), settleMany(to, "b", ["3"])]);
    await vi.runAllTimersAsync();
    expect(await settled).toEqual([["unknown", "unknown"], ["unknown"]]);
    expect(to.store.written).toEqual([]);
    expect(await to.counters.peekOutbox("a", 10)).toHaveLength(2);
    void settleMany(to, "c", ["4"]);
    await vi.runAllTimersAsync();
    expect(to.store.written.toSorted()).toEqual(["1", "2", "3", "4"]);
  });

  test("counters that stay away make no settlement reject either", async () => {
    const to = setUp();
    const peek = vi.spyOn(to.counters, "peekOutbox").mockRejectedValue(new Error("no counters"));
    const settled = settleMany(to, "a", ["1"]);
    await vi.runAllTimersAsync();
    expect(await settled).toEqual(["unknown"]);
    peek.mockRestore();
    void settleMany(to, "a", ["2"]);
    await vi.runAllTimersAsync();
    expect(to.store.written).toEqual(["1", "2"]);
  });

  test("what settles while a batch is on its way is carried after it", async () => {
    const to = setUp(["lost"]);
    void settleMany(to, "a", ["1"]);
    await vi.advanceTimersByTimeAsync(100);
    void settleMany(to, "a", ["2"]);
    await vi.runAllTimersAsync();
    expect(to.store.written).toEqual(["1", "2"]);
    expect(await to.counters.peekOutbox("a", 10)).toEqual([]);
  });

  test("a request that was cut off while it carried is relieved, with the shards it held", async () => {
    const to = setUp(["hang"]);
    void settleMany(to, "a", ["1"]);
    await vi.advanceTimersByTimeAsync(100);
    const short = settleMany(to, "b", ["2"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(await short).toEqual(["unknown"]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(to.store.written).toEqual([]);
    void settleMany(to, "c", ["3"]);
    await vi.runAllTimersAsync();
    expect(to.store.written.toSorted()).toEqual(["1", "2", "3"]);
  });

  test("a carrier that was relieved while it tried again stops, and nothing is lost", async () => {
    // Hangs for long enough to be relieved by a settlement, and then answers after all.
    const to = setUp();
    const release = Promise.withResolvers<void>();
    const append = vi.spyOn(to.store, "append").mockImplementationOnce(() => release.promise);
    void settleMany(to, "a", ["1"]);
    await vi.advanceTimersByTimeAsync(20_000);
    void settleMany(to, "b", ["2"]);
    await vi.advanceTimersByTimeAsync(10);
    release.reject(new Error("too late"));
    await vi.runAllTimersAsync();
    expect(to.store.written.toSorted()).toEqual(["1", "2"]);
    expect(append.mock.calls.length).toBeLessThanOrEqual(3);
    void settleMany(to, "a", ["3"]);
    await vi.runAllTimersAsync();
    expect(to.store.written).toContain("3");
  });
});
