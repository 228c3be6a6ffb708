import { afterEach, describe, expect, test, vi } from "vitest";
import { AttemptCounter } from "../../../src/auth/attempt-counter.ts";
import { type DoorStore, DoorStoreError } from "../../../src/store/door-store.ts";

const START_MS = Date.UTC(2026, 0, 1) + 12_345;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const ADDRESS = "203.0.113.7";

function at(perMinute: number, shared?: DoorStore) {
  let nowMs = START_MS;
  const counter = new AttemptCounter({ perMinute, shared, now: () => nowMs });
  const deferred: Promise<unknown>[] = [];
  return {
    pass: (ms: number) => void (nowMs += ms),
    charge: (times = 1, address = ADDRESS) => {
      for (let n = 0; n < times; n++) counter.charge(address, (work) => deferred.push(work));
    },
    refused: (address = ADDRESS) => counter.refusedForMs(address),
    settled: async () => void (await Promise.all(deferred)),
  };
}

describe("in one isolate", () => {
  test("the limit's last attempt closes the door for the rest of the minute that the first began", () => {
    const { charge, pass, refused } = at(30);
    charge(29);
    pass(10 * SECOND_MS);
    expect(refused()).toBe(0);
    charge();
    expect(refused()).toBe(50 * SECOND_MS);
    pass(50 * SECOND_MS - 1);
    expect(refused()).toBe(1);
    pass(1);
    expect(refused()).toBe(0);
  });

  test("another address is not concerned", () => {
    const { charge, refused } = at(30);
    charge(30);
    expect(refused("203.0.113.8")).toBe(0);
  });

  test("an address that goes on after a minute's rest is refused again at once", () => {
    const { charge, pass, refused } = at(30);
    charge(30);
    pass(MINUTE_MS);
    charge();
    expect(refused()).toBe(MINUTE_MS);
  });

  test.each([
    // Half of the 20 of the minute before are still within the minute.
    [1.5, 19, 0],
    [1.5, 20, 30 * SECOND_MS],
    // Nothing is left of it after two, and a new window begins.
    [2.5, 29, 0],
    [2.5, 30, MINUTE_MS],
  ])("after 20 of 30 attempts, %d minutes later %d more are refused for %d ms", (minutes, attempts, refusedForMs) => {
    const { charge, pass, refused } = at(30);
    charge(20);
    pass(minutes * MINUTE_MS);
    charge(attempts);
    expect(refused()).toBe(refusedForMs);
  });

  test("ten thousand other addresses push one out, and no more are held", () => {
    const { charge, refused } = at(1);
    charge();
    for (let n = 0; n < 9_999; n++) charge(1, `address ${n}`);
    expect(refused()).toBe(MINUTE_MS);
    for (let n = 0; n < 10_000; n++) charge(1, `another ${n}`);
    expect(refused()).toBe(0);
  });
});

describe("with a shared store", () => {
  afterEach(() => void vi.restoreAllMocks());
  const storeOf = (charge: DoorStore["charge"]) => ({ charge: vi.fn<DoorStore["charge"]>(charge) });

  test("what all isolates counted closes the door for as long as the store says", async () => {
    const { charge, pass, refused, settled } = at(
      30,
      storeOf(async () => START_MS + 40 * SECOND_MS),
    );
    charge();
    expect(refused()).toBe(0);
    await settled();
    expect(refused()).toBe(40 * SECOND_MS);
    pass(40 * SECOND_MS);
    expect(refused()).toBe(0);
  });

  test("a store that has counted less opens nothing", async () => {
    const { charge, refused, settled } = at(
      3,
      storeOf(async () => undefined),
    );
    charge(3);
    await settled();
    expect(refused()).toBe(MINUTE_MS);
  });

  test("an address that is refused already costs no trip", () => {
    const store = storeOf(async () => undefined);
    at(30, store).charge(100);
    expect(store.charge).toHaveBeenCalledTimes(30);
  });

  test("while it is away the isolate counts alone, asks again after five seconds, and logs each outage once", async () => {
    const log = vi.spyOn(console, "error").mockReturnValue();
    const store = storeOf(() => Promise.reject(new DoorStoreError("Redis did not answer.")));
    const { charge, pass, refused, settled } = at(30, store);
    charge(3);
    await settled();
    expect(refused()).toBe(0);
    charge(5);
    await settled();
    expect([store.charge.mock.calls.length, log.mock.calls.length]).toEqual([3, 1]);
    expect(log.mock.calls.flat().join(" ")).not.toContain(ADDRESS);
    pass(5 * SECOND_MS);
    charge();
    await settled();
    expect([store.charge.mock.calls.length, log.mock.calls.length]).toEqual([4, 2]);
    charge(21);
    expect(refused()).toBe(55 * SECOND_MS);
  });
});
