import { beforeEach, describe, expect, it } from "vitest";
import { asId } from "../../src/core/ids.ts";
import { D1ManagedObjects } from "../../src/store/d1/d1-managed-objects.ts";
import type { ManagedObject, ManagedObjects } from "../../src/store/managed-objects.ts";
import { MemoryManagedObjects } from "../../src/store/memory/memory-managed-objects.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";

const object = (id: string, more: Partial<ManagedObject> = {}): ManagedObject => ({
  id,
  kind: "file",
  owner: "team:a",
  keyHash: asId("hash"),
  userId: null,
  teamId: asId("a"),
  organizationId: null,
  model: "gpt",
  deploymentId: asId("d-1"),
  upstreamId: `up-${id}`,
  parentId: null,
  body: { id, purpose: "batch", nested: { list: [1, null, "ü"] } },
  createdAtMs: 1_000,
  updatedAtMs: 1_000,
  dueAtMs: null,
  ...more,
});

const idsOf = (objects: readonly ManagedObject[]): readonly string[] => objects.map(({ id }) => id);

describe.each<[string, () => Promise<ManagedObjects>]>([
  ["in memory", async () => new MemoryManagedObjects()],
  ["in D1", async () => new D1ManagedObjects(await emptyDatabase())],
])("what providers keep, %s", (_, open) => {
  let store: ManagedObjects;
  beforeEach(async () => {
    store = await open();
  });

  it("is found as it was noted, by its owner and by whoever names none", async () => {
    const noted = object("file-1", { userId: asId("u"), parentId: "thread_1", dueAtMs: 5 });
    await store.insert([noted, object("file-2", { owner: "team:b" })]);
    expect(await store.find(["file-1", "file-2", "file-3"], "team:a")).toEqual([noted]);
    expect(idsOf(await store.find(["file-1", "file-2", "file-3"])).toSorted()).toEqual(["file-1", "file-2"]);
    expect(await store.find(["file-1"], "team:")).toEqual([]);
    expect(await store.find([])).toEqual([]);
  });

  it("stays as it is when its id is noted again, whoever does", async () => {
    await store.insert([object("file-1")]);
    await store.insert([object("file-1", { owner: "team:b", upstreamId: "other" }), object("file-2")]);
    expect(await store.find(["file-1", "file-2"], "team:a")).toHaveLength(2);
    expect(await store.find(["file-1"], "team:b")).toEqual([]);
  });

  it("is looked for by any number of ids, and by any text", async () => {
    await store.insert([object("file-999")]);
    const many = Array.from({ length: 2_000 }, (__, index) => `file-${index}`);
    expect(idsOf(await store.find([...many, "'; drop table managed_objects; --", "%", '"'], "team:a"))).toEqual([
      "file-999",
    ]);
  });

  it("is listed page by page, the newest first, each once though many were made at one instant", async () => {
    const made = Array.from({ length: 7 }, (__, index) =>
      object(`file-${index}`, { createdAtMs: 1_000 + Math.floor(index / 3) }),
    );
    await store.insert([...made, object("vs_1", { kind: "vector_store" }), object("file-x", { owner: "team:b" })]);
    const walk = async (oldestFirst: boolean): Promise<readonly string[]> => {
      const seen: string[] = [];
      for (;;) {
        const page = await store.list("team:a", "file", { limit: 2, after: seen.at(-1), oldestFirst });
        if (page.length === 0) return seen;
        seen.push(...idsOf(page));
      }
    };
    const newestFirst = await walk(false);
    expect(newestFirst).toHaveLength(7);
    expect(newestFirst[0]).toBe("file-6");
    expect(new Set(newestFirst.slice(4))).toEqual(new Set(["file-0", "file-1", "file-2"]));
    expect(await walk(true)).toEqual(newestFirst.toReversed());
  });

  it("begins no page after what is another's or not there, and lists one purpose alone where that is asked", async () => {
    await store.insert([
      object("file-1"),
      object("file-2", { body: { purpose: "fine-tune" } }),
      object("file-3", { owner: "team:b" }),
    ]);
    expect(await store.list("team:a", "file", { limit: 9, after: "file-3" })).toEqual([]);
    expect(await store.list("team:a", "file", { limit: 9, after: "file-9" })).toEqual([]);
    expect(idsOf(await store.list("team:a", "file", { limit: 9, purpose: "fine-tune" }))).toEqual(["file-2"]);
  });

  it("changes in what is said and in nothing else, and not after it is gone", async () => {
    await store.insert([object("file-1", { dueAtMs: 7 }), object("file-2")]);
    await store.change("file-1", { body: { id: "file-1", new: true }, updatedAtMs: 2 });
    expect(await store.find(["file-1"])).toMatchObject([{ body: { new: true }, dueAtMs: 7, updatedAtMs: 2 }]);
    await store.change("file-1", { dueAtMs: null, updatedAtMs: 3 });
    expect(await store.find(["file-1"])).toMatchObject([{ body: { new: true }, dueAtMs: null, updatedAtMs: 3 }]);
    await store.remove("file-1");
    await store.change("file-1", { updatedAtMs: 4 });
    expect(idsOf(await store.find(["file-1", "file-2"]))).toEqual(["file-2"]);
  });

  it("is due from its instant on, the longest due first, and never where nothing is to be done", async () => {
    await store.insert([
      object("batch_1", { dueAtMs: 30 }),
      object("batch_2", { dueAtMs: 10 }),
      object("batch_3", { dueAtMs: 31 }),
      object("batch_4"),
    ]);
    expect(idsOf(await store.due(30, 9))).toEqual(["batch_2", "batch_1"]);
    expect(idsOf(await store.due(30, 1))).toEqual(["batch_2"]);
    expect(await store.due(9, 9)).toEqual([]);
  });
});

it("a database that is away says so, whatever it is asked", async () => {
  const store = new D1ManagedObjects(await emptyDatabase());
  await withDatabaseAway(async () => {
    const asked = [
      () => store.insert([object("file-1")]),
      () => store.find(["file-1"]),
      () => store.list("team:a", "file", { limit: 1 }),
      () => store.change("file-1", { updatedAtMs: 1 }),
      () => store.remove("file-1"),
      () => store.due(1, 1),
    ];
    for (const ask of asked) await expect(ask()).rejects.toMatchObject({ code: "store_unavailable" });
  });
});
