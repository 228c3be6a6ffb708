import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { asId } from "../../../../src/core/ids.ts";
import { parseObject, textOf, type JsonObject } from "../../../../src/core/json.ts";
import { advanceBatch, type BatchTools } from "../../../../src/forwards/batches/advance-batch.ts";
import type { LineEnd } from "../../../../src/forwards/batches/run-line.ts";
import type { BatchJob, BatchLine } from "../../../../src/store/batch-runs.ts";
import { MemoryFileStore } from "../../../../src/store/memory/memory-file-store.ts";
import { MemoryManagedObjects } from "../../../../src/store/memory/memory-managed-objects.ts";
import { HELD_HERE, type ManagedObject } from "../../../../src/store/managed-objects.ts";
import { MemoryBatchDisk } from "../../../support/memory-batch-disk.ts";

const DAY_MS = 86_400_000;
const BATCH: ManagedObject = {
  id: "batch_1",
  kind: "batch",
  owner: "team:quay",
  keyHash: asId("key-1"),
  userId: null,
  teamId: asId("quay"),
  organizationId: null,
  model: "",
  deploymentId: HELD_HERE,
  upstreamId: "batches/1",
  parentId: null,
  body: { id: "batch_1", object: "batch", status: "validating" },
  createdAtMs: 0,
  updatedAtMs: 0,
  dueAtMs: null,
};

const lineOf = (name: string): string =>
  JSON.stringify({ custom_id: name, method: "POST", url: "/v1/embeddings", body: { model: "m", input: name } });
const good: LineEnd = { kind: "output", result: "" };
const nameOf = ({ text }: BatchLine): string => textOf(parseObject(text)?.["custom_id"]) ?? "";

let nowMs: number;
let files: MemoryFileStore;
let objects: MemoryManagedObjects;
let disk: MemoryBatchDisk;
let asked: string[];
beforeEach(() => {
  nowMs = 1_000;
  files = new MemoryFileStore();
  objects = new MemoryManagedObjects();
  disk = new MemoryBatchDisk();
  asked = [];
});

async function makeJob(lines: readonly string[]): Promise<BatchJob> {
  const bytes = await files.put(
    "files/in",
    (async function* () {
      yield new TextEncoder().encode(lines.join("\n"));
    })(),
  );
  await objects.insert([BATCH]);
  return {
    batch: BATCH,
    caller: { role: "key", key: asId("key-1"), models: [], aliases: {} },
    origin: "https://gateway.test",
    endpoint: "/v1/embeddings",
    input: { id: "file-in", key: "files/in", bytes },
    expiresAtMs: DAY_MS,
  };
}

/** Answers every line, unless told otherwise. */
const toolsOf = (more: Partial<BatchTools> = {}): BatchTools => ({
  objects,
  files,
  now: () => nowMs,
  signal: new AbortController().signal,
  async ask(line) {
    asked.push(nameOf(line));
    return await Promise.resolve({ ...good, result: `of ${nameOf(line)}` } as LineEnd);
  },
  ...more,
});

/** Until it is over; time goes by as the batch asks for. */
async function finish(job: BatchJob, tools: BatchTools): Promise<JsonObject> {
  for (let steps = 0; steps < 10_000; steps += 1) {
    const afterMs = await advanceBatch(job, disk, tools);
    if (afterMs === undefined) return await bodyOf();
    nowMs += afterMs;
  }
  throw new Error("It is never over.");
}
const bodyOf = async (): Promise<JsonObject> => (await objects.find(["batch_1"]))[0]?.body ?? {};
async function contentOf(id: unknown): Promise<readonly string[]> {
  const [file] = await objects.find([String(id)]);
  if (file === undefined) return [];
  const text = await new Response(await files.get(file.upstreamId)).text();
  expect(file.body).toMatchObject({ purpose: "batch_output", bytes: Buffer.byteLength(text) });
  expect(file.owner).toBe(BATCH.owner);
  return text.trimEnd().split("\n");
}

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `n${index}`);

describe("a batch that the gateway asks itself", () => {
  test.each([1, 63, 64, 65, 200])("of %i lines asks each once and writes all answers", async (count) => {
    const body = await finish(await makeJob(names(count).map(lineOf)), toolsOf());
    expect(asked.toSorted()).toEqual(names(count).toSorted());
    expect(body).toMatchObject({
      status: "completed",
      error_file_id: null,
      errors: null,
      request_counts: { total: count, completed: count, failed: 0 },
    });
    expect(await contentOf(body["output_file_id"])).toEqual(names(count).map((name) => `of ${name}`));
  });

  test("writes those that failed apart from the others", async () => {
    const ask = async (line: BatchLine): Promise<LineEnd> =>
      await Promise.resolve({ kind: nameOf(line) === "n1" ? "error" : "output", result: nameOf(line) });
    const body = await finish(await makeJob(names(3).map(lineOf)), toolsOf({ ask }));
    expect(body).toMatchObject({ status: "completed", request_counts: { total: 3, completed: 2, failed: 1 } });
    expect(await contentOf(body["output_file_id"])).toEqual(["n0", "n2"]);
    expect(await contentOf(body["error_file_id"])).toEqual(["n1"]);
  });

  test.each<[string, readonly string[], string, number | null]>([
    ["an empty file", [], "empty_file", 0],
    ["a line that is no request", [lineOf("a"), "{}"], "missing_required_parameter", 2],
    ["a name twice", [lineOf("a"), "", lineOf("a")], "duplicate_custom_id", 2],
  ])("fails with %s, before anything is asked", async (_, lines, code, line) => {
    const body = await finish(await makeJob(lines), toolsOf());
    expect(body).toMatchObject({ status: "failed", errors: { object: "list", data: [{ code, line }] } });
    expect(asked).toEqual([]);
  });

  test("fails where its file is gone", async () => {
    const job = await makeJob([lineOf("a")]);
    await files.delete(["files/in"]);
    expect(await finish(job, toolsOf())).toMatchObject({ status: "failed" });
  });

  test("waits for room, and asks again what there was none for", async () => {
    let room = 0;
    const ask = async (line: BatchLine): Promise<LineEnd> => {
      asked.push(nameOf(line));
      if (nowMs < 100_000) return await Promise.resolve({ kind: "postponed", afterMs: 20_000 });
      room += 1;
      return { kind: "output", result: nameOf(line) };
    };
    const body = await finish(await makeJob(names(10).map(lineOf)), toolsOf({ ask }));
    expect(body).toMatchObject({ status: "completed", request_counts: { completed: 10 } });
    expect(room).toBe(10);
    // Every twenty seconds, and not without a pause.
    expect(asked.length).toBeLessThanOrEqual(10 * 7);
  });

  test("that is out of time tells of each line that was not asked", async () => {
    const ask = async (): Promise<LineEnd> => await Promise.resolve({ kind: "postponed", afterMs: DAY_MS });
    const body = await finish(await makeJob(names(100).map(lineOf)), toolsOf({ ask }));
    expect(body).toMatchObject({ status: "expired", request_counts: { total: 100, completed: 0, failed: 100 } });
    const errors = await contentOf(body["error_file_id"]);
    expect(errors).toHaveLength(100);
    expect(parseObject(errors[99] ?? "")).toMatchObject({
      custom_id: "n99",
      response: null,
      error: { code: "batch_expired" },
    });
  });

  test("that is cancelled ends what was begun and begins nothing more", async () => {
    const stop = new AbortController();
    const ask = async (line: BatchLine): Promise<LineEnd> => {
      asked.push(nameOf(line));
      if (asked.length === 3) {
        stop.abort();
        disk.progress = { ...disk.progress, status: "cancelling" };
      }
      return await Promise.resolve({ ...good, result: nameOf(line) } as LineEnd);
    };
    const body = await finish(await makeJob(names(100).map(lineOf)), toolsOf({ ask, signal: stop.signal }));
    expect(body["status"]).toBe("cancelled");
    expect(asked.length).toBeLessThanOrEqual(6);
    expect(await contentOf(body["output_file_id"])).toHaveLength(asked.length);
  });

  test("that is cancelled while its lines are read begins none of them", async () => {
    const job = await makeJob(names(100).map(lineOf));
    await advanceBatch(job, disk, toolsOf());
    const stop = new AbortController();
    const reading = new MemoryFileStore();
    reading.get = async (key, range) => {
      disk.progress = { ...disk.progress, status: "cancelling" };
      stop.abort();
      return await files.get(key, range);
    };
    reading.put = async (key, chunks) => await files.put(key, chunks);
    const body = await finish(job, toolsOf({ files: reading, signal: stop.signal }));
    expect(body["status"]).toBe("cancelled");
    expect(asked).toEqual([]);
  });

  test("fails with what it has where its file is deleted under way", async () => {
    const job = await makeJob(names(100).map(lineOf));
    const ask = async (line: BatchLine): Promise<LineEnd> => {
      await files.delete(["files/in"]);
      return { kind: "output", result: nameOf(line) };
    };
    const body = await finish(job, toolsOf({ ask }));
    expect(body).toMatchObject({
      status: "failed",
      errors: { data: [{ code: "invalid_file", line: 65 }] },
      request_counts: { total: 100, completed: 64, failed: 0 },
    });
    expect(await contentOf(body["output_file_id"])).toEqual(names(64));
  });

  test("holds a few megabytes of lines at a time, and asks those of any length", async () => {
    const long = (name: string): string => lineOf(name).replace("{", `{"pad":"${"x".repeat(3_000_000)}",`);
    const lines = [...names(9).map(long), ...["a", "b", "c"].map(lineOf)];
    const job = await makeJob(lines);
    let held = 0;
    const take = disk.take.bind(disk);
    disk.take = (taken, progress) => {
      const chars = taken.reduce((sum, { text }) => sum + text.length, 0);
      held = Math.max(held, chars);
      take(taken, progress);
    };
    const ask = async (line: BatchLine): Promise<LineEnd> => {
      if (nowMs < 50_000) return await Promise.resolve({ kind: "postponed", afterMs: 20_000 });
      asked.push(nameOf(line));
      return { kind: "output", result: nameOf(line) };
    };
    expect(await finish(job, toolsOf({ ask }))).toMatchObject({
      status: "completed",
      request_counts: { completed: 12 },
    });
    expect(asked.toSorted()).toEqual([...names(9), "a", "b", "c"].toSorted());
    expect(held).toBeLessThan(10_000_000);
  });

  test("asks on of the models that have room, and little of those that have none", async () => {
    const ofModel = (name: string, model: string): string => lineOf(name).replace('"model":"m"', `"model":"${model}"`);
    const lines = names(200).map((name, index) => ofModel(name, index < 100 ? "busy" : "free"));
    let refused = 0;
    const ask = async (line: BatchLine): Promise<LineEnd> => {
      if (line.text.includes('"model":"free"') || nowMs > 1_000_000)
        return await Promise.resolve({ kind: "output", result: `${nameOf(line)} ${nowMs}` });
      refused += 1;
      return { kind: "postponed", afterMs: 50_000 };
    };
    const body = await finish(await makeJob(lines), toolsOf({ ask }));
    expect(body).toMatchObject({ status: "completed", request_counts: { completed: 200 } });
    const free = (await contentOf(body["output_file_id"])).slice(100).map((text) => Number(text.split(" ")[1]));
    // None of them waited until there was room for the others.
    expect(Math.max(...free)).toBeLessThan(1_000_000);
    // Six at a time, in some twenty-five steps.
    expect(refused).toBeLessThan(6 * 30);
  });

  test("loses no more than the lines that were being asked, where the one who does it is cut off", async () => {
    const job = await makeJob(names(100).map(lineOf));
    expect(await doUntilCut(job, [3])).toBeUndefined();
    const body = await finish(job, toolsOf());
    const lost = await contentOf(body["error_file_id"]);
    expect(lost.length).toBeLessThanOrEqual(6);
    for (const line of lost) expect(parseObject(line)).toMatchObject({ error: { code: "interrupted" } });
    expect(body).toMatchObject({ status: "completed", request_counts: { total: 100, completed: 100 - lost.length } });
  });

  test("keeps its results for as long as was asked", async () => {
    const job = await makeJob([lineOf("a")]);
    const body = await finish({ ...job, outputSeconds: 3_600 }, toolsOf());
    const [file] = await objects.find([textOf(body["output_file_id"]) ?? ""]);
    expect(file).toMatchObject({ dueAtMs: nowMs + 3_600_000 });
    expect(file?.body["expires_at"]).toBe(Math.floor((nowMs + 3_600_000) / 1_000));
  });

  test("is told to be over though the database was away when it ended", async () => {
    let isAway = true;
    const change: BatchTools["objects"]["change"] = async (id, changed) => {
      if (isAway && changed.body?.["status"] === "completed") throw new Error("The database is away.");
      await objects.change(id, changed);
    };
    const insert: BatchTools["objects"]["insert"] = async (made) => await objects.insert(made);
    const tools = toolsOf({ objects: { insert, change } });
    const job = await makeJob([lineOf("a")]);
    await expect(finish(job, tools)).rejects.toThrow("The database is away.");
    expect(await bodyOf()).toMatchObject({ status: "finalizing" });
    isAway = false;
    expect(await finish(job, tools)).toMatchObject({ status: "completed", request_counts: { completed: 1 } });
  });

  test("tells that it is cancelled while what was begun is still ending", async () => {
    const stop = new AbortController();
    const ask = async (line: BatchLine): Promise<LineEnd> => {
      disk.progress = { ...disk.progress, status: "cancelling" };
      stop.abort();
      await expect.poll(bodyOf).toMatchObject({ status: "cancelling" });
      return { kind: "output", result: nameOf(line) };
    };
    const body = await finish(await makeJob([lineOf("a")]), toolsOf({ ask, signal: stop.signal }));
    expect(body).toMatchObject({ status: "cancelled", request_counts: { completed: 1 } });
  });

  test("begins no line twice, wherever the one who does it is cut off", async () => {
    const cutPoints = fc.array(fc.nat({ max: 160 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 150 }), cutPoints, async (count, cuts) => {
        files = new MemoryFileStore();
        objects = new MemoryManagedObjects();
        disk = new MemoryBatchDisk();
        asked = [];
        const job = await makeJob(names(count).map(lineOf));
        const left = [...cuts];
        let body: JsonObject | undefined;
        while (body === undefined) body = await doUntilCut(job, left);
        expect(new Set(asked).size).toBe(asked.length);
        const told = [
          ...(await contentOf(body["output_file_id"])),
          ...(await contentOf(body["error_file_id"])).map((text) => textOf(parseObject(text)?.["custom_id"]) ?? ""),
        ];
        expect(told.toSorted()).toEqual(names(count).toSorted());
        expect(body).toMatchObject({ status: "completed", request_counts: { total: count } });
      }),
      { numRuns: 60 },
    );
  });
});

/** Works as one that ends in the middle of a question: nothing that it does afterwards reaches the disk. */
async function doUntilCut(job: BatchJob, left: number[]): Promise<JsonObject | undefined> {
  const cut = Promise.withResolvers<undefined>();
  const never = new Promise<never>(() => undefined);
  let isCut = false;
  const whileAlive = disk;
  const tools = toolsOf({
    async ask(line) {
      if (isCut) return await never;
      asked.push(nameOf(line));
      if (!left.includes(asked.length)) return { ...good, result: nameOf(line) } as LineEnd;
      left.splice(left.indexOf(asked.length), 1);
      isCut = true;
      disk = whileAlive.copy();
      cut.resolve(undefined);
      return await never;
    },
  });
  return await Promise.race([cut.promise, finish(job, tools)]);
}
