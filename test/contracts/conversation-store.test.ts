import { beforeEach, describe, expect, test } from "vitest";
import { asId } from "../../src/core/ids.ts";
import {
  CONVERSATION_CHARS_MAX,
  CONVERSATION_KEPT_MS,
  type ConversationItem,
  type ItemPage,
  type ItemQuery,
  type StoredConversation,
} from "../../src/store/conversation-store.ts";
import { D1ConversationStore } from "../../src/store/d1/d1-conversation-store.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";

const NOW = Date.UTC(2026, 10, 22);
const OWNER = "team:quay";
const OTHERS = ["team:other", "user:quay", "", "team:qua_"];

let database: D1Database;
let store: D1ConversationStore;
beforeEach(async () => {
  database = await emptyDatabase();
  store = new D1ConversationStore(database);
});

const item = (id: string, content = `of ${id}`): ConversationItem => ({ id, type: "message", role: "user", content });
const items = (...ids: readonly string[]) => ids.map((id) => item(id));
const idsOf = (found: readonly ConversationItem[] | undefined) => found?.map(({ id }) => id);

const conversation = (id: string, more: Partial<StoredConversation> = {}): StoredConversation => ({
  id,
  owner: OWNER,
  keyHash: asId("key-1"),
  metadata: { topic: "tides" },
  createdAtMs: NOW,
  ...more,
});
const create = async (id: string, more: Partial<StoredConversation> = {}, ...ids: readonly string[]) =>
  await store.create(conversation(id, more), items(...ids));

const rowsIn = async (table: string): Promise<number> =>
  (await database.prepare(`select count(*) as rows_ from ${table}`).first<number>("rows_")) ?? -1;

test("a conversation is found by its owner alone, or by whoever may name everybody's", async () => {
  await create("c", {}, "a");
  const head = { id: "c", metadata: { topic: "tides" }, createdAtMs: NOW };
  for (const owner of [OWNER, undefined]) expect(await store.find("c", owner)).toEqual(head);
  for (const other of OTHERS) {
    expect(await store.find("c", other)).toBeUndefined();
    expect(await store.read("c", other)).toBeUndefined();
    expect(await store.list("c", other, { order: "asc", limit: 9 })).toBeUndefined();
    expect(await store.update("c", other, {})).toBeUndefined();
    expect(await store.append("c", other, items("b"), NOW)).toBe("missing");
    expect(await store.removeItem("c", "a", other)).toBe(false);
    expect(await store.findItems(["a"], other)).toEqual([]);
    expect(await store.remove("c", other)).toBe(false);
  }
  expect(await store.find("c", OWNER)).toEqual(head);
  expect(await store.read("c", OWNER)).toEqual(items("a"));
});

test("metadata is replaced as a whole", async () => {
  await create("c");
  expect(await store.update("c", OWNER, { kind: "pilot" })).toMatchObject({ metadata: { kind: "pilot" } });
  expect(await store.find("c", OWNER)).toMatchObject({ metadata: { kind: "pilot" } });
});

describe("items", () => {
  test("come in the order that they were added in", async () => {
    await create("c", {}, "a", "b");
    expect(await store.append("c", OWNER, items("z", "d"), NOW)).toBe("appended");
    expect(await store.append("c", OWNER, items("c"), NOW)).toBe("appended");
    expect(await store.read("c", OWNER)).toEqual(items("a", "b", "z", "d", "c"));
  });

  test("of one turn are not parted by those of another, however many come at once", async () => {
    await create("c");
    const turns = Array.from({ length: 12 }, (_, turn) => items(...["x", "y", "z"].map((name) => `${name}${turn}`)));
    await Promise.all(turns.map(async (turn) => await store.append("c", OWNER, turn, NOW)));
    const read = idsOf(await store.read("c", OWNER)) ?? [];
    expect(read).toHaveLength(36);
    const inThrees = turns.map((_, turn) => read.slice(3 * turn, 3 * turn + 3).join());
    expect(new Set(inThrees)).toEqual(new Set(turns.map((turn) => turn.map(({ id }) => id).join())));
  });

  test("are added all or none", async () => {
    await create("c", {}, "a");
    await expect(store.append("c", OWNER, items("b", "a"), NOW)).rejects.toMatchObject({ code: "store_unavailable" });
    expect(idsOf(await store.read("c", OWNER))).toEqual(["a"]);
    expect(await store.append("c", OWNER, items("b"), NOW)).toBe("appended");
    expect(idsOf(await store.read("c", OWNER))).toEqual(["a", "b"]);
  });

  test("of two conversations may have one id", async () => {
    await create("c", {}, "a");
    await create("d", { owner: "team:other" }, "a");
    await store.append("d", "team:other", [item("b", "theirs")], NOW);
    await store.append("c", OWNER, [item("b", "ours")], NOW);
    expect(await store.findItems(["b", "nowhere"], OWNER)).toEqual([item("b", "ours")]);
    expect(await store.findItems(["b"], undefined, "d")).toEqual([item("b", "theirs")]);
    expect(await store.findItems(["b"], OWNER, "d")).toEqual([]);
    expect(await store.removeItem("c", "a", OWNER)).toBe(true);
    expect(idsOf(await store.read("d", undefined))).toEqual(["a", "b"]);
  });

  test("of many conversations with one id are read once, from the one that was used last", async () => {
    for (const [index, id] of ["x", "z", "y"].entries()) {
      await create(id);
      await store.append(id, OWNER, [item("b", `in ${id}`), item(`of ${id}`)], NOW + index);
    }
    expect(await store.findItems(["b"], OWNER)).toEqual([item("b", "in y")]);
    expect(await store.findItems(["b", "of x"], OWNER)).toEqual([item("of x"), item("b", "in y")]);
    expect(await store.findItems(["b"], OWNER, "x")).toEqual([item("b", "in x")]);
    expect(await store.findItems(["b", "⚓".repeat(599_990)], OWNER)).toHaveLength(1);
  });

  test("of several rows come back whole, cut through no character", async () => {
    const text = "x".repeat(499_970) + '"⚓🦀\uD83E'.repeat(200_000);
    await create("c");
    expect(await store.append("c", OWNER, [item("a", text), item("b")], NOW)).toBe("appended");
    expect(await store.read("c", OWNER)).toEqual([item("a", text), item("b")]);
    expect(await store.findItems(["a"], OWNER)).toEqual([item("a", text)]);
    const page = await store.list("c", OWNER, { order: "desc", limit: 1, after: "b" });
    expect(page).toEqual({ items: [item("a", text)], hasMore: false });
    expect(await store.removeItem("c", "a", OWNER)).toBe(true);
    expect(await store.read("c", OWNER)).toEqual([item("b")]);
  });

  test("are added by the hundreds at once", async () => {
    await create("c");
    const many = Array.from({ length: 900 }, (_, index) => item(`item ${index}`, "word ".repeat(200)));
    expect(await store.append("c", OWNER, many, NOW)).toBe("appended");
    expect(await store.read("c", OWNER)).toEqual(many);
  });

  test("are not added to what is not there, nor to what was deleted", async () => {
    expect(await store.append("c", OWNER, items("a"), NOW)).toBe("missing");
    await create("c", {}, "a");
    expect(await store.remove("c", OWNER)).toBe(true);
    expect(await store.append("c", OWNER, items("b"), NOW)).toBe("missing");
    expect(await rowsIn("conversation_items")).toBe(0);
  });

  test("that are taken out are gone, and the others stay", async () => {
    await create("c", {}, "a", "b", "d");
    expect(await store.removeItem("c", "b", OWNER)).toBe(true);
    expect(await store.removeItem("c", "b", OWNER)).toBe(false);
    expect(await store.append("c", OWNER, items("b"), NOW)).toBe("appended");
    expect(idsOf(await store.read("c", OWNER))).toEqual(["a", "d", "b"]);
  });
});

describe("pages", () => {
  const list = async (query: ItemQuery) => (await store.list("c", OWNER, query)) as ItemPage;

  test.each([
    ["asc", ["a", "b", "c", "d", "e"]],
    ["desc", ["e", "d", "c", "b", "a"]],
  ] as const)("go through all items, %s", async (order, all) => {
    await create("c", {}, "a", "b", "c", "d", "e");
    const seen: string[] = [];
    for (let hasMore = true; hasMore;) {
      const page = await list({ order, limit: 2, after: seen.at(-1) });
      seen.push(...(idsOf(page.items) ?? []));
      ({ hasMore } = page);
    }
    expect(seen).toEqual(all);
    expect(await list({ order, limit: 5 })).toMatchObject({ hasMore: false });
    expect(await list({ order, limit: 5, after: all[4] })).toEqual({ items: [], hasMore: false });
  });

  test("behind an item that is not in the conversation are none", async () => {
    await create("c", {}, "a");
    await create("d", {}, "b");
    for (const after of ["b", "nowhere", ""])
      expect(await store.list("c", OWNER, { order: "asc", limit: 5, after })).toBe("no-such-item");
  });

  test("of an empty conversation are empty", async () => {
    await create("c");
    expect(await list({ order: "asc", limit: 5 })).toEqual({ items: [], hasMore: false });
  });
});

describe("a conversation that is full", () => {
  const emptiness = JSON.stringify(item("a", "")).length;
  const filling = (id: string, chars: number) => item(id, "x".repeat(chars - emptiness));

  test("takes nothing more until something is taken out", async () => {
    await create("c");
    expect(await store.append("c", OWNER, [filling("a", CONVERSATION_CHARS_MAX - 100)], NOW)).toBe("appended");
    expect(await store.append("c", OWNER, [filling("b", 101)], NOW)).toBe("full");
    expect(await store.append("c", OWNER, [filling("b", 100)], NOW)).toBe("appended");
    expect(await store.append("c", OWNER, items("d"), NOW)).toBe("full");
    expect(idsOf(await store.read("c", OWNER))).toEqual(["a", "b"]);
    await store.removeItem("c", "b", OWNER);
    expect(await store.append("c", OWNER, [filling("b", 101)], NOW)).toBe("full");
    expect(await store.append("c", OWNER, [filling("b", 100)], NOW)).toBe("appended");
  });
});

test("what is removed is gone with all its items, and no other is", async () => {
  await create("c", {}, "a", "b");
  await create("d", {}, "a");
  expect(await store.remove("c", OWNER)).toBe(true);
  expect(await store.remove("c", OWNER)).toBe(false);
  expect([await rowsIn("conversations"), await rowsIn("conversation_items")]).toEqual([1, 1]);
  expect(await store.read("d", OWNER)).toEqual(items("a"));
});

test("a conversation is purged a year after the latest item came, the oldest first and so many at once", async () => {
  for (const [index, id] of ["a", "b", "c", "d"].entries()) await create(id, { createdAtMs: NOW + index }, "i");
  await store.append("a", OWNER, items("j"), NOW + 10);
  expect(await store.purge(NOW + CONVERSATION_KEPT_MS, 10)).toBe(0);
  expect(await store.purge(NOW + CONVERSATION_KEPT_MS + 9, 2)).toBe(2);
  expect(await store.find("d", OWNER)).toBeDefined();
  expect(await store.purge(NOW + CONVERSATION_KEPT_MS + 9, 2)).toBe(1);
  expect(idsOf(await store.read("a", OWNER))).toEqual(["i", "j"]);
  expect(await store.purge(NOW + CONVERSATION_KEPT_MS + 10, 2)).toBe(1);
  expect([await rowsIn("conversations"), await rowsIn("conversation_items")]).toEqual([0, 0]);
});

test("a store that is away says so", async () => {
  await withDatabaseAway(async () => {
    const away = { code: "store_unavailable" };
    await expect(create("c", {}, "a")).rejects.toMatchObject(away);
    await expect(store.find("c", OWNER)).rejects.toMatchObject(away);
    await expect(store.update("c", OWNER, {})).rejects.toMatchObject(away);
    await expect(store.remove("c", OWNER)).rejects.toMatchObject(away);
    await expect(store.read("c", OWNER)).rejects.toMatchObject(away);
    await expect(store.list("c", OWNER, { order: "asc", limit: 1 })).rejects.toMatchObject(away);
    await expect(store.findItems(["a"], OWNER)).rejects.toMatchObject(away);
    await expect(store.append("c", OWNER, items("a"), NOW)).rejects.toMatchObject(away);
    await expect(store.removeItem("c", "a", OWNER)).rejects.toMatchObject(away);
    await expect(store.purge(NOW, 1)).rejects.toMatchObject(away);
  });
});
