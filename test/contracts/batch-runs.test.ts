import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { asId } from "../../src/core/ids.ts";
import type { BatchJob } from "../../src/store/batch-runs.ts";
import { SqlBatchDisk } from "../../src/store/durable/batch-disk.ts";
import { DurableBatchRuns } from "../../src/store/durable/durable-batch-runs.ts";
import { HELD_HERE } from "../../src/store/managed-objects.ts";
import { ScriptedBatches } from "./scripted-batches.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      readonly BATCHES: DurableObjectNamespace<ScriptedBatches>;
    }
  }
}

const runs = new DurableBatchRuns(env.BATCHES);
const objectOf = (id: string) => env.BATCHES.get(env.BATCHES.idFromName(id));
const seenOf = (id: string): readonly unknown[] => ScriptedBatches.seen.get(id) ?? [];
const onDisk = async <T>(id: string, look: (disk: SqlBatchDisk) => T): Promise<T> =>
  await runInDurableObject(objectOf(id), (_, { storage }) => look(new SqlBatchDisk(storage)));

const jobFor = (id: string, endpoint: string): BatchJob => ({
  batch: {
    id,
    kind: "batch",
    owner: "team:quay",
    keyHash: asId("key-1"),
    userId: null,
    teamId: asId("quay"),
    organizationId: null,
    model: "",
    deploymentId: HELD_HERE,
    upstreamId: `batches/${id}`,
    parentId: null,
    body: { id, object: "batch" },
    createdAtMs: 0,
    updatedAtMs: 0,
    dueAtMs: null,
  },
  caller: { role: "key", key: asId("key-1"), models: [], aliases: {} },
  origin: "https://gateway.test",
  endpoint,
  input: { id: "file-1", key: "files/1", bytes: 9 },
  expiresAtMs: 1,
});

describe("the object of a batch", () => {
  test("has on disk what every step did, whoever does the next", async () => {
    await runs.start(jobFor("whole", "/once"));
    await vi.waitFor(() => expect(seenOf("whole")).toHaveLength(1), { timeout: 10_000 });
    await evictDurableObject(objectOf("whole"));
    await onDisk("whole", (disk) => {
      expect(disk.job).toEqual(jobFor("whole", "/once"));
      expect(disk.progress).toMatchObject({ completed: 1, status: "validating" });
      expect([...disk.cutOff()]).toEqual([{ number: 2, text: "⚓".repeat(1_200_000) }]);
      expect([...disk.waiting()]).toEqual([{ number: 3, text: "three" }]);
      expect([...disk.results("output")]).toEqual(["🦀".repeat(600_001)]);
      expect([...disk.results("error")]).toEqual([]);
    });
  });

  test("is told at once that it is cancelled, in a step and between two", async () => {
    await runs.start(jobFor("in", "/wait"));
    await vi.waitFor(() => expect(seenOf("in")).toHaveLength(1), { timeout: 10_000 });
    await runs.cancel("in");
    await vi.waitFor(() => expect(seenOf("in")).toEqual(["validating", "cancelling"]), { timeout: 10_000 });
    await runs.start(jobFor("between", "/once"));
    await vi.waitFor(() => expect(seenOf("between")).toHaveLength(1), { timeout: 10_000 });
    await runs.cancel("between");
    await vi.waitFor(() => expect(seenOf("between")).toEqual(["validating", "cancelling"]), { timeout: 10_000 });
  });

  test("goes on when it is looked at, where its next step was forgotten", async () => {
    await runs.start(jobFor("lost", "/once"));
    await vi.waitFor(() => expect(seenOf("lost")).toHaveLength(1), { timeout: 10_000 });
    await runs.wake("lost");
    expect(await runInDurableObject(objectOf("lost"), (_, { storage }) => storage.getAlarm())).toBeGreaterThan(
      Date.now(),
    );
    await runInDurableObject(objectOf("lost"), (_, { storage }) => storage.deleteAlarm());
    await runs.wake("lost");
    await vi.waitFor(() => expect(seenOf("lost")).toHaveLength(2), { timeout: 10_000 });
  });

  test("leaves nothing when it is over", async () => {
    await runs.start(jobFor("over", "/once"));
    await vi.waitFor(() => expect(seenOf("over")).toHaveLength(1), { timeout: 10_000 });
    await runs.cancel("over");
    await vi.waitFor(() => expect(seenOf("over")).toHaveLength(2), { timeout: 10_000 });
    await vi.waitFor(async () => expect(await onDisk("over", (disk) => disk.job)).toBeUndefined(), { timeout: 10_000 });
    // What is asked of it then changes nothing.
    await runs.cancel("over");
    expect(await runDurableObjectAlarm(objectOf("over"))).toBe(false);
  });

  test("tries a step again that failed", async () => {
    await runs.start(jobFor("broken", "/break"));
    await vi.waitFor(() => expect(seenOf("broken")).toHaveLength(1), { timeout: 10_000 });
    expect(await runDurableObjectAlarm(objectOf("broken"))).toBe(true);
    expect(seenOf("broken")).toHaveLength(2);
  });

  test("that was never begun has nothing on disk", async () => {
    await runs.cancel("unknown");
    const tables = await runInDurableObject(objectOf("unknown"), (_, { storage }) =>
      storage.sql.exec("select name from sqlite_master where name in ('lines', 'pieces')").toArray(),
    );
    expect(tables).toEqual([]);
  });
});
