import { afterEach, describe, expect, test, vi } from "vitest";
import { asId } from "../../../src/core/ids.ts";
import { Cooldowns } from "../../../src/router/cooldowns.ts";
import { MemorySignalStore } from "../../../src/store/memory/memory-signal-store.ts";
import { SignalStoreError } from "../../../src/store/signal-store.ts";

const A = asId<"deployment">("a");
const START_MS = Date.UTC(2026, 0, 1);

let nowMs = START_MS;
const now = () => nowMs;
const trips: Promise<unknown>[] = [];
const defer = (work: Promise<unknown>) => void trips.push(work);
const settled = async () => void (await Promise.all(trips.splice(0)));

afterEach(() => {
  vi.restoreAllMocks();
  trips.length = 0;
  nowMs = START_MS;
});

describe("the cooldowns of an isolate", () => {
  test("are asked about without a look at the clock while there are none", () => {
    const clock = vi.fn<() => number>(now);
    const cooldowns = new Cooldowns({ now: clock });
    expect(cooldowns.endOf(A)).toBe(0);
    expect(clock).not.toHaveBeenCalled();
    cooldowns.cool(A, START_MS + 1_000, defer);
    expect(cooldowns.endOf(A)).toBe(START_MS + 1_000);
    nowMs += 1_000;
    expect(cooldowns.endOf(A)).toBe(0);
    clock.mockClear();
    expect(cooldowns.endOf(A)).toBe(0);
    expect(clock).not.toHaveBeenCalled();
  });

  test("are never shortened", () => {
    const cooldowns = new Cooldowns({ now });
    cooldowns.cool(A, START_MS + 9_000, defer);
    cooldowns.cool(A, START_MS + 5_000, defer);
    expect(cooldowns.endOf(A)).toBe(START_MS + 9_000);
  });

  test("are bounded: two thousand others that began later push one out", () => {
    const cooldowns = new Cooldowns({ now });
    const coolOthers = (from: number, to: number) => {
      for (let n = from; n < to; n++) cooldowns.cool(asId(`other ${n}`), START_MS + 1_000, defer);
    };
    cooldowns.cool(A, START_MS + 1_000, defer);
    coolOthers(0, 1_999);
    cooldowns.cool(A, START_MS + 2_000, defer);
    coolOthers(1_999, 3_998);
    expect(cooldowns.endOf(A)).toBeGreaterThan(0);
    coolOthers(3_998, 3_999);
    expect(cooldowns.endOf(A)).toBe(0);
  });

  test("go nowhere when there is no store", () => {
    const cooldowns = new Cooldowns({ now });
    cooldowns.refresh(defer);
    cooldowns.cool(A, START_MS + 1_000, defer);
    expect(trips).toEqual([]);
  });
});

describe("with a store", () => {
  const open = () => {
    const store = new MemorySignalStore(now);
    const spies = { cool: vi.spyOn(store, "cool"), read: vi.spyOn(store, "read") };
    return { cooldowns: new Cooldowns({ store, now }), ...spies };
  };

  test("others are asked at most once a second, however many requests there are", () => {
    const { cooldowns, read } = open();
    for (; nowMs < START_MS + 10_000; nowMs += 10) cooldowns.refresh(defer);
    expect(read).toHaveBeenCalledTimes(10);
  });

  test("a burst of faults is told once, and again when the end has moved by a second", () => {
    const { cooldowns, cool } = open();
    for (let n = 0; n < 100; n++) cooldowns.cool(A, START_MS + 5_000 + n, defer);
    expect(cooldowns.endOf(A)).toBe(START_MS + 5_099);
    expect(cool).toHaveBeenCalledTimes(1);
    cooldowns.cool(A, START_MS + 6_000, defer);
    expect(cool).toHaveBeenLastCalledWith(A, START_MS + 6_000);
    expect(cool).toHaveBeenCalledTimes(2);
  });

  test("nobody waits for it: what is known stays known while it says nothing", () => {
    const store = { cool: () => new Promise<void>(() => {}), read: () => new Promise<never>(() => {}) };
    const cooldowns = new Cooldowns({ store, now });
    cooldowns.refresh(defer);
    cooldowns.cool(A, START_MS + 1_000, defer);
    expect(cooldowns.endOf(A)).toBe(START_MS + 1_000);
  });

  test("while it is away the isolate goes by what it knows, asks again after five seconds, and logs each outage once", async () => {
    const log = vi.spyOn(console, "error").mockReturnValue();
    const { cooldowns, read, cool } = open();
    const away = new SignalStoreError("Redis did not answer.");
    read.mockRejectedValueOnce(away);
    cool.mockRejectedValueOnce(away);
    cooldowns.refresh(defer);
    cooldowns.cool(A, START_MS + 60_000, defer);
    await settled();
    expect(cooldowns.endOf(A)).toBe(START_MS + 60_000);
    nowMs += 4_999;
    cooldowns.refresh(defer);
    cooldowns.cool(asId("b"), START_MS + 60_000, defer);
    expect([read.mock.calls.length, cool.mock.calls.length, log.mock.calls.length]).toEqual([1, 1, 1]);
    nowMs += 1;
    cooldowns.refresh(defer);
    cooldowns.cool(asId("c"), START_MS + 60_000, defer);
    await settled();
    expect([read.mock.calls.length, cool.mock.calls.length, log.mock.calls.length]).toEqual([2, 2, 1]);
  });
});
