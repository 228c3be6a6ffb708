import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { UsageEvent } from "../../../src/core/usage-event.ts";
import { asId } from "../../../src/core/ids.ts";
import { zeroUsd } from "../../../src/core/money.ts";
import { noUsage } from "../../../src/core/usage.ts";
import { createEventRecorder } from "../../../src/usage/record-events.ts";

const event = (id: string): UsageEvent => ({
  id: asId<"request">(id),
  startedAtMs: 0,
  key: asId<"key-hash">("k"),
  operation: "chat",
  path: "/v1/chat/completions",
  stream: false,
  requestedModel: "m",
  attempts: 1,
  outcome: "served",
  status: 200,
  usage: noUsage,
  cost: zeroUsd,
  unpriced: false,
  durationMs: 1,
  tags: [],
});

/** A ledger as the real ones are: idempotent by id. `plan` says how each append goes. */
function ledger(plan: readonly ("ok" | "fail" | "hang")[] = []) {
  const written = new Set<string>();
  let appends = 0;
  return {
    written,
    appends: () => appends,
    append(events: readonly UsageEvent[]): Promise<void> {
      const how = plan[appends++] ?? "ok";
      if (how === "hang") return new Promise(() => {});
      if (how === "fail") return Promise.reject(new Error("no database"));
      for (const { id } of events) written.add(id);
      return Promise.resolve();
    },
  };
}

describe("recording events", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("lets one request carry the batch of many", async () => {
    const store = ledger();
    const recorder = createEventRecorder(store);
    const carried = recorder.record(event("1"));
    expect(carried).toBeInstanceOf(Promise);
    for (let n = 2; n <= 100; n++) expect(recorder.record(event(String(n)))).toBeUndefined();
    await vi.runAllTimersAsync();
    await carried;
    expect(store.written.size).toBe(100);
    expect(store.appends()).toBe(1);
  });

  test("starts a new batch once the last one is written", async () => {
    const store = ledger();
    const recorder = createEventRecorder(store);
    const first = recorder.record(event("1"));
    await vi.runAllTimersAsync();
    await first;
    const second = recorder.record(event("2"));
    expect(second).toBeInstanceOf(Promise);
    await vi.runAllTimersAsync();
    await second;
    expect([...store.written]).toEqual(["1", "2"]);
  });

  test("writes what came while a batch was being written", async () => {
    const store = ledger();
    const recorder = createEventRecorder(store);
    void recorder.record(event("1"));
    await vi.advanceTimersByTimeAsync(40);
    void recorder.record(event("2"));
    await vi.runAllTimersAsync();
    expect(store.written.size).toBe(2);
  });

  test("cuts a flood into batches the database takes", async () => {
    const store = ledger();
    const recorder = createEventRecorder(store);
    for (let n = 0; n < 1_201; n++) void recorder.record(event(String(n)));
    await vi.runAllTimersAsync();
    expect(store.written.size).toBe(1_201);
    expect(store.appends()).toBe(3);
  });

  test("tries again when the ledger fails", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const store = ledger(["fail", "fail"]);
    const recorder = createEventRecorder(store);
    void recorder.record(event("1"));
    await vi.runAllTimersAsync();
    expect([...store.written]).toEqual(["1"]);
  });

  test("leaves each event in the log when the ledger stays away, and goes on", async () => {
    const logged: unknown[][] = [];
    vi.spyOn(console, "error").mockImplementation((...line) => void logged.push(line));
    const store = ledger(["fail", "fail", "fail", "fail"]);
    const recorder = createEventRecorder(store);
    void recorder.record(event("lost"));
    await vi.runAllTimersAsync();
    const lines = logged.filter(([message]) => message === "usage event not written");
    expect(lines.map(([, json]) => (JSON.parse(String(json)) as UsageEvent).id)).toEqual(["lost"]);
    void recorder.record(event("next"));
    await vi.runAllTimersAsync();
    expect([...store.written]).toEqual(["next"]);
  });

  test("takes over the batch of a request that was cut off", async () => {
    const store = ledger(["hang"]);
    const recorder = createEventRecorder(store);
    void recorder.record(event("1"));
    await vi.advanceTimersByTimeAsync(100);
    expect(recorder.record(event("2"))).toBeUndefined();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(recorder.record(event("3"))).toBeInstanceOf(Promise);
    await vi.runAllTimersAsync();
    expect([...store.written].toSorted()).toEqual(["1", "2", "3"]);
  });
});
