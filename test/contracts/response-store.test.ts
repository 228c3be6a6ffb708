import { beforeEach, expect, test } from "vitest";
import { asId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { D1ResponseStore } from "../../src/store/d1/d1-response-store.ts";
import { KEPT_MS, type PendingResponse, type StoredResponse } from "../../src/store/response-store.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";

const NOW = Date.UTC(2026, 10, 21);
const DAY_MS = 86_400_000;
const OWNER = "team:quay";

let database: D1Database;
let store: D1ResponseStore;
beforeEach(async () => {
  database = await emptyDatabase();
  store = new D1ResponseStore(database);
});

const said = (text: string): JsonObject => ({ type: "message", role: "user", content: text });
const answered = (text: string): JsonObject => ({ type: "message", role: "assistant", content: text });

const response = (id: string, more: Partial<StoredResponse> = {}): StoredResponse => ({
  id,
  owner: OWNER,
  keyHash: asId("key-1"),
  model: "claude",
  previousId: null,
  status: "completed",
  input: [said(`to ${id}`)],
  output: [answered(`from ${id}`)],
  body: { id, object: "response", status: "completed" },
  createdAtMs: NOW,
  ...more,
});

const count = async (table: string): Promise<number> =>
  (await database.prepare(`select count(*) as rows_ from ${table}`).first<number>("rows_")) ?? -1;
const textsOf = (items: readonly JsonObject[]) => items.map(({ content }) => content);

test("an answer is found as it was sent, by its owner alone", async () => {
  await store.save(response("a"));
  expect(await store.find("a", OWNER)).toEqual({ ...response("a").body, output: response("a").output });
  for (const other of ["team:other", "user:quay", "", "team:qua_"])
    expect([await store.find("a", other), await store.findTurns("a", other)]).toEqual([undefined, undefined]);
  expect(await store.find("b", OWNER)).toBeUndefined();
});

test("the items of many answers are one question, and their owner's alone", async () => {
  await store.save(response("a", { output: [answered("x".repeat(600_000)), answered("second")] }));
  await store.save(response("b"));
  await store.save(response("c", { owner: "team:other" }));
  const ids = ["a", "b", "c", ...Array.from({ length: 2_000 }, (_, index) => `none ${index}`)];
  expect(new Set(textsOf(await store.findOutputs(ids, OWNER)))).toEqual(
    new Set(["x".repeat(600_000), "second", "from b"]),
  );
  expect(textsOf(await store.findOutputs(ids, "team:other"))).toEqual(["from c"]);
});

test("the turns that lead to an answer come in their order, those beside them do not", async () => {
  await store.save(response("a"));
  await store.save(response("b", { previousId: "a" }));
  await store.save(response("beside", { previousId: "a" }));
  await store.save(response("c", { previousId: "b" }));
  const turns = (await store.findTurns("c", OWNER)) ?? [];
  expect(turns.map(({ responseId }) => responseId)).toEqual(["a", "b", "c"]);
  expect(turns.flatMap(({ input, output }) => textsOf([...input, ...output]))).toEqual(
    ["a", "b", "c"].flatMap((id) => [`to ${id}`, `from ${id}`]),
  );
});

test("a long conversation is one question", async () => {
  const ids = Array.from({ length: 120 }, (_, index) => `turn ${index}`);
  for (const [index, id] of ids.entries()) await store.save(response(id, { previousId: ids[index - 1] ?? null }));
  expect((await store.findTurns("turn 119", OWNER))?.map(({ responseId }) => responseId)).toEqual(ids);
});

test("a text that fills several rows comes back whole, cut through no character", async () => {
  const text = "x".repeat(499_970) + "⚓🦀".repeat(400_000);
  await store.save(response("long", { input: [said(text)], output: [answered(text)] }));
  const [turn] = (await store.findTurns("long", OWNER)) ?? [];
  expect(textsOf([...(turn?.input ?? []), ...(turn?.output ?? [])])).toEqual([text, text]);
  expect(await store.find("long", OWNER)).toMatchObject({ output: [answered(text)] });
});

test("half a character is kept as it is", async () => {
  await store.save(response("half", { input: [said("\uD83E")] }));
  expect((await store.findTurns("half", OWNER))?.[0]?.input).toEqual([said("\uD83E")]);
});

test("nobody goes on from what goes on from another owner's", async () => {
  await store.save(response("theirs", { owner: "team:other" }));
  await store.save(response("mine", { previousId: "theirs" }));
  expect(await store.findTurns("mine", OWNER)).toBeUndefined();
});

test("whoever may name everybody's finds them, with what they build on", async () => {
  await store.save(response("theirs", { owner: "team:other" }));
  await store.save(response("mine", { previousId: "theirs" }));
  expect(await store.find("theirs", undefined)).toMatchObject({ id: "theirs" });
  expect(await store.findTurns("mine", undefined)).toHaveLength(2);
  expect(await store.remove("theirs", undefined)).toBe(true);
});

test("an id is given once", async () => {
  await store.save(response("a"));
  await expect(store.save(response("a", { owner: "team:other" }))).rejects.toMatchObject({ code: "store_unavailable" });
  expect(await store.find("a", OWNER)).toMatchObject({ id: "a" });
  expect(await store.find("a", "team:other")).toBeUndefined();
});

test("what is removed is gone with all its text, and nothing goes on from it", async () => {
  await store.save(response("a"));
  await store.save(response("b", { previousId: "a" }));
  expect(await store.remove("a", "team:other")).toBe(false);
  expect(await store.find("a", OWNER)).toBeDefined();
  expect(await store.remove("a", OWNER)).toBe(true);
  expect(await store.remove("a", OWNER)).toBe(false);
  expect(await store.findTurns("b", OWNER)).toBeUndefined();
  expect(await store.find("b", OWNER)).toBeDefined();
  expect([await count("stored_responses"), await count("stored_response_parts")]).toEqual([1, 3]);
});

test("an answer is purged when its time is over, the oldest first and so many at once", async () => {
  for (const [index, id] of ["a", "b", "c"].entries()) await store.save(response(id, { createdAtMs: NOW + index }));
  expect(await store.purge(NOW + KEPT_MS - 1, 10)).toBe(0);
  expect(await store.purge(NOW + KEPT_MS + 2, 2)).toBe(2);
  expect(await store.find("c", OWNER)).toBeDefined();
  expect(await store.purge(NOW + KEPT_MS + 2, 2)).toBe(1);
  expect([await count("stored_responses"), await count("stored_response_parts")]).toEqual([0, 0]);
});

test("what an answer goes on from lives as long as it", async () => {
  await store.save(response("a"));
  await store.save(response("b", { previousId: "a", createdAtMs: NOW + 2 * DAY_MS }));
  expect(await store.purge(NOW + KEPT_MS + DAY_MS, 10)).toBe(0);
  expect(await store.findTurns("b", OWNER)).toHaveLength(2);
  expect(await store.purge(NOW + KEPT_MS + 2 * DAY_MS, 10)).toBe(2);
});

const followed = (id: string, more: Partial<PendingResponse> = {}): PendingResponse => {
  const { owner, keyHash, model, createdAtMs } = response(id);
  return { id, owner, keyHash, model, createdAtMs, dueAtMs: NOW + 60_000, event: `{"id":"${id}"}`, ...more };
};

test("what is under way is told by one alone, however many ask at once", async () => {
  await store.follow(followed("a"));
  await store.follow(followed("b"));
  const taken = await Promise.all([1, 2, 3].map(async () => await store.take("a")));
  expect(taken.filter((event) => event !== undefined)).toEqual(['{"id":"a"}']);
  expect(await store.take("b")).toBe('{"id":"b"}');
  expect([await count("stored_responses"), await count("stored_response_parts")]).toEqual([0, 0]);
});

test("what is under way is due again and again until it is taken, and is neither purged nor found", async () => {
  await store.follow(followed("a"));
  await store.follow(followed("b", { dueAtMs: NOW + 30_000 }));
  const due = async (nowMs: number, limit = 10) => (await store.due(nowMs, limit)).map(({ id }) => id);
  expect(await due(NOW)).toEqual([]);
  expect(await due(NOW + 60_000)).toEqual(["b", "a"]);
  expect(await due(NOW + 60_000, 1)).toEqual(["b"]);
  await store.postpone("b", NOW + 90_000);
  expect(await due(NOW + 60_000)).toEqual(["a"]);
  expect(await store.purge(NOW + 2 * KEPT_MS, 10)).toBe(0);
  expect(await store.take("b")).toBeDefined();
  expect(await due(NOW + 90_000)).toEqual(["a"]);
});

test("what is kept here is not under way", async () => {
  await store.save(response("a"));
  expect(await store.take("a")).toBeUndefined();
  await store.postpone("a", NOW);
  expect(await store.due(NOW + 2 * KEPT_MS, 10)).toEqual([]);
  expect(await store.purge(NOW + KEPT_MS - 1, 10)).toBe(0);
  expect(await store.find("a", OWNER)).toBeDefined();
});

test("a store that is away says so", async () => {
  await withDatabaseAway(async () => {
    const away = { code: "store_unavailable" };
    await expect(store.save(response("a"))).rejects.toMatchObject(away);
    await expect(store.find("a", OWNER)).rejects.toMatchObject(away);
    await expect(store.findTurns("a", OWNER)).rejects.toMatchObject(away);
    await expect(store.remove("a", OWNER)).rejects.toMatchObject(away);
    await expect(store.purge(NOW, 1)).rejects.toMatchObject(away);
    await expect(store.follow(followed("a"))).rejects.toMatchObject(away);
    await expect(store.take("a")).rejects.toMatchObject(away);
    await expect(store.due(NOW, 1)).rejects.toMatchObject(away);
    await expect(store.postpone("a", NOW)).rejects.toMatchObject(away);
  });
});
