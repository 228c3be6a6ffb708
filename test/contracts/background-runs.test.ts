import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { asId } from "../../src/core/ids.ts";
import type { BackgroundJob } from "../../src/store/background-runs.ts";
import { RunDisk } from "../../src/store/durable/run-disk.ts";
import { DurableBackgroundRuns } from "../../src/store/durable/durable-background-runs.ts";
import { NOON_MS } from "./examples.ts";
import { REFUSED, ScriptedRuns, type Script } from "./scripted-runs.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      readonly RUNS: DurableObjectNamespace<ScriptedRuns>;
    }
  }
}

const OWNER = "team:quay";
const runs = new DurableBackgroundRuns(env.RUNS);
const objectOf = (id: string) => env.RUNS.get(env.RUNS.idFromName(id));

let nowMs = NOON_MS;
let jobs = 0;
beforeEach(() => {
  nowMs = NOON_MS;
});
afterEach(() => {
  vi.restoreAllMocks();
});

function jobFor(script: Script, input = "Tide?"): BackgroundJob {
  const id = `resp_run_${(jobs += 1)}`;
  return {
    requestId: asId(`request-${jobs}`),
    caller: { role: "key", key: asId("key-1"), models: [], aliases: {} },
    url: "https://gateway.test/v1/responses",
    headers: {},
    body: JSON.stringify(script),
    row: {
      id,
      owner: OWNER,
      keyHash: asId("key-1"),
      model: "claude",
      previousId: null,
      input: [{ type: "message", role: "user", content: input }],
      createdAtMs: Date.now(),
    },
    queued: { id, status: "queued" },
  };
}

const begin = async (script: Script, input?: string, gate?: Promise<void>): Promise<string> => {
  const job = jobFor(script, input);
  if (gate !== undefined) ScriptedRuns.gates.set(job.row.id, gate);
  expect(await runs.start(job)).toBeUndefined();
  return job.row.id;
};
const isOver = (id: string): Promise<void> =>
  vi.waitFor(async () => expect((await runs.look(id, OWNER))?.["status"]).toMatch(/completed|failed|cancelled/), {
    timeout: 10_000,
  });
const isKept = (id: string): Promise<void> =>
  vi.waitFor(() => expect(ScriptedRuns.kept.has(id)).toBe(true), { timeout: 10_000 });
const onDisk = async <T>(id: string, look: (disk: RunDisk) => T): Promise<Awaited<T>> =>
  await runInDurableObject(objectOf(id), async (_, { storage }) => await look(new RunDisk(storage.kv)));
const read = async (stream: ReadableStream<Uint8Array> | undefined): Promise<string> =>
  stream === undefined ? "nothing" : await new Response(stream).text();
const rowsOf = (id: string): Promise<number> =>
  runInDurableObject(objectOf(id), (_, { storage }) => [...storage.kv.list()].length);

describe("a run in background", () => {
  test("is known until it is over, and then kept", async () => {
    const id = await begin({ does: "answer" });
    await isKept(id);
    expect(ScriptedRuns.kept.get(id)).toEqual({ id, status: "completed" });
    expect(await runs.look(id, OWNER)).toEqual({ id, status: "completed" });
    expect(await read(await runs.follow(id, OWNER, -1))).toBe("data: 0\n\ndata: 1\n\ndata: 2\n\ndata: end\n\n");
    expect(await read(await runs.follow(id, OWNER, 1))).toBe("data: 2\n\ndata: end\n\n");
  });

  test("is its owner's alone, and an admin's", async () => {
    const id = await begin({ does: "wait" });
    for (const other of ["team:other", ""]) {
      expect(await runs.look(id, other)).toBeUndefined();
      expect(await runs.follow(id, other, -1)).toBeUndefined();
      expect(await runs.cancel(id, other)).toBeUndefined();
      await runs.remove(id, other);
    }
    expect(await runs.look(id, undefined)).toEqual({ id, status: "in_progress" });
    expect(await runs.cancel(id, OWNER)).toEqual({ id, status: "cancelled" });
  });

  test("tells why it was refused, and leaves nothing", async () => {
    const job = jobFor({ does: "refuse" });
    expect(await runs.start(job)).toEqual(REFUSED);
    expect(await runs.look(job.row.id, OWNER)).toBeUndefined();
    expect(await rowsOf(job.row.id)).toBe(0);
  });

  test("that was never begun costs nothing to ask for", async () => {
    expect(await runs.look("resp_run_unknown", OWNER)).toBeUndefined();
    expect(await runs.follow("resp_run_unknown", OWNER, -1)).toBeUndefined();
    expect(await runs.cancel("resp_run_unknown", OWNER)).toBeUndefined();
    await runs.remove("resp_run_unknown", OWNER);
    expect(await rowsOf("resp_run_unknown")).toBe(0);
  });

  test("is read while it is written, by as many as want to, and ends for all of them", async () => {
    const id = await begin({ does: "wait" });
    const readers = [read(await runs.follow(id, OWNER, -1)), read(await runs.follow(id, OWNER, 2))];
    await runs.cancel(id, OWNER);
    expect(await Promise.all(readers)).toEqual(["data: 0\n\ndata: 1\n\ndata: 2\n\ndata: end\n\n", "data: end\n\n"]);
  });

  test("shows its last words only when the answer is kept", async () => {
    const id = await begin({ does: "answer", failures: 1 });
    expect(await read(await runs.follow(id, OWNER, 2))).toBe("data: end\n\n");
    // One attempt was made before: it failed, and the answer is given all the same.
    expect(ScriptedRuns.failures.get(id)).toBe(0);
  });

  test("is kept as soon as the database is back", async () => {
    const id = await begin({ does: "answer", failures: 2 });
    await isOver(id);
    await vi.waitFor(() => expect(ScriptedRuns.failures.get(id)).toBe(1), { timeout: 10_000 });
    await runDurableObjectAlarm(objectOf(id));
    expect(ScriptedRuns.kept.has(id)).toBe(false);
    await evictDurableObject(objectOf(id));
    await runDurableObjectAlarm(objectOf(id));
    expect(ScriptedRuns.kept.get(id)).toEqual({ id, status: "completed" });
  });

  test("is failed when its object ends before it, and told so to whoever asks from wherever they were", async () => {
    const id = await begin({ does: "wait" });
    const lost = runInDurableObject(objectOf(id), (_, state) => state.abort("as a deployment does"));
    await expect(lost).rejects.toThrow("as a deployment does");
    // Whoever polls must not wait for ever, also where its alarm does not come again.
    await runInDurableObject(objectOf(id), async (_, { storage }) => await storage.deleteAlarm());
    expect(await runs.look(id, OWNER)).toEqual({ id, status: "failed" });
    await isKept(id);
    expect(ScriptedRuns.kept.get(id)).toEqual({ id, status: "failed" });
    expect(await read(await runs.follow(id, OWNER, 57))).toBe("data: lost\n\n");
  });

  test("does not say that it is over before it is kept", async () => {
    const gate = Promise.withResolvers<void>();
    const id = await begin({ does: "answer" }, undefined, gate.promise);
    await vi.waitFor(() => expect(ScriptedRuns.failures.get(id)).toBe(0), { timeout: 10_000 });
    const answer = { id, status: "completed" };
    await onDisk(id, (disk) => vi.waitFor(() => expect(disk.answer).toEqual(answer), { timeout: 10_000 }));
    expect(await runs.look(id, OWNER)).toEqual({ id, status: "in_progress" });
    gate.resolve();
    await isKept(id);
    expect(await runs.cancel(id, OWNER)).toEqual(answer);
  });

  test("does not come back when it is removed while it is kept, at whichever attempt", async () => {
    const gate = Promise.withResolvers<void>();
    const id = await begin({ does: "answer", failures: 1 });
    await isOver(id);
    ScriptedRuns.gates.set(id, gate.promise);
    const again = runDurableObjectAlarm(objectOf(id));
    const removed = runs.remove(id, OWNER);
    gate.resolve();
    expect(await removed).toBe(true);
    await again;
    expect(await rowsOf(id)).toBe(0);
    expect(await runInDurableObject(objectOf(id), async (_, { storage }) => await storage.getAlarm())).toBeNull();
    expect(await runs.remove(id, OWNER)).toBe(false);
  });

  test("is given up when it cannot be kept for a day", async () => {
    vi.spyOn(Date, "now").mockImplementation(() => nowMs);
    const id = await begin({ does: "answer", failures: 9 });
    await isOver(id);
    nowMs += 86_399_000;
    await runDurableObjectAlarm(objectOf(id));
    expect(await runs.look(id, OWNER)).toEqual({ id, status: "completed" });
    nowMs += 2_000;
    await runDurableObjectAlarm(objectOf(id));
    expect(await rowsOf(id)).toBe(0);
  });

  test("that is refused when nobody waits any more is failed, not lost", async () => {
    const wait = globalThis.setTimeout;
    // Whoever made the request waits for twenty seconds.
    vi.spyOn(globalThis, "setTimeout").mockImplementation(((work: () => void, ms: number) =>
      wait(work, ms === 20_000 ? 0 : ms)) as typeof setTimeout);
    const id = await begin({ does: "refuse late" });
    await isKept(id);
    expect(await runs.look(id, OWNER)).toEqual({ id, status: "failed" });
  });

  test("is failed by a fault of the gateway, and not begun again", async () => {
    const begun = ScriptedRuns.begun;
    const gate = Promise.withResolvers<void>();
    const id = await begin({ does: "break" }, undefined, gate.promise);
    const reader = read(await runs.follow(id, OWNER, -1));
    gate.resolve();
    await expect(reader).rejects.toThrow("prematurely");
    await isKept(id);
    expect(await read(await runs.follow(id, OWNER, 2))).toBe("data: lost\n\n");
    expect(await runs.look(id, OWNER)).toEqual({ id, status: "failed" });
    await runDurableObjectAlarm(objectOf(id));
    expect(ScriptedRuns.begun).toBe(begun + 1);
  });

  test("is gone when it is removed, whether it is over or not", async () => {
    for (const does of ["answer", "wait"] as const) {
      const id = await begin({ does });
      await runs.remove(id, OWNER);
      expect(await runs.look(id, OWNER)).toBeUndefined();
      expect(await rowsOf(id)).toBe(0);
    }
  });

  test("is forgotten an hour after it was kept", async () => {
    vi.spyOn(Date, "now").mockImplementation(() => nowMs);
    const id = await begin({ does: "answer" });
    await isKept(id);
    nowMs += 3_599_000;
    await runDurableObjectAlarm(objectOf(id));
    expect(await runs.look(id, OWNER)).toEqual({ id, status: "completed" });
    nowMs += 2_000;
    await runDurableObjectAlarm(objectOf(id));
    expect(await runs.look(id, OWNER)).toBeUndefined();
    expect(await rowsOf(id)).toBe(0);
  });

  test("of any size comes back whole from the disk, and is not held in memory", async () => {
    const id = await begin({ does: "answer", words: 100_000 }, "⚓".repeat(1_500_000));
    await isKept(id);
    await evictDurableObject(objectOf(id));
    const chunks: number[] = [];
    for await (const { length } of (await runs.follow(id, OWNER, -1)) as unknown as AsyncIterable<Uint8Array>)
      chunks.push(length);
    expect(chunks.reduce((sum, length) => sum + length, 0)).toBeGreaterThan(1_000_000);
    expect(Math.max(...chunks)).toBeLessThan(700_000);
    const text = await read(await runs.follow(id, OWNER, 49_999));
    expect(text.startsWith("data: 50000\n\n")).toBe(true);
    expect(text.split("\n\n")).toHaveLength(50_000 + 2);
  });
});
