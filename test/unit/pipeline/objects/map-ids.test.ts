import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Caller } from "../../../../src/core/caller.ts";
import { asId } from "../../../../src/core/ids.ts";
import { textOf, type JsonObject } from "../../../../src/core/json.ts";
import { looksLikeId, mapIds } from "../../../../src/pipeline/objects/id-fields.ts";
import { holdersOf } from "../../../../src/pipeline/objects/holders-of.ts";
import { publicIdOf } from "../../../../src/pipeline/objects/public-id.ts";
import { noteMade, publishIds, type Source } from "../../../../src/pipeline/objects/publish.ts";
import { resolveIds } from "../../../../src/forwards/resources/resolve-ids.ts";
import { MANAGED_KINDS } from "../../../../src/store/managed-objects.ts";
import { MemoryManagedObjects } from "../../../../src/store/memory/memory-managed-objects.ts";
import { deploymentOf } from "../../../support/deployments.ts";

const callerOf = (team: string): Caller => ({
  role: "key",
  key: asId(`hash-${team}`),
  team: asId(team),
  models: [],
  aliases: {},
});
const [ours, theirs] = [callerOf("ours"), callerOf("theirs")];
const sourceOf = (caller: Caller, more: Partial<Source> = {}): Source => ({
  holders: holdersOf(caller),
  deployment: deploymentOf(),
  model: "public-name",
  named: [],
  nowMs: 1_000,
  ...more,
});

/** Ids as OpenAI writes them. */
const upstreamId = fc
  .tuple(
    fc.constantFrom("file-", "vs_", "asst_", "thread_", "batch_", "ftjob-", "cntr_", "video_"),
    fc.stringMatching(/^[a-zA-Z]{4}\d[A-Za-z0-9]{12}$/),
  )
  .map((parts) => parts.join(""));
const FIELDS = ["file_id", "vector_store_id", "assistant_id", "thread_id", "input_file_id", "container_id"] as const;
/** A body in which ids stand where OpenAI's API has them, between other things and at any depth. */
const answer = fc.letrec((tie) => ({
  body: fc
    .record({
      id: upstreamId,
      object: fc.constantFrom("file", "batch", "vector_store", "assistant", "thread", "vector_store.file"),
      field: fc.constantFrom(...FIELDS),
      named: upstreamId,
      file_ids: fc.array(upstreamId, { maxLength: 3 }),
      status: fc.constantFrom("completed", "file_search"),
      data: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie("body"), { maxLength: 2 })),
    })
    .map(({ field, named, ...body }) => ({ ...body, [field]: named })),
})).body;

const idsIn = (value: unknown): readonly string[] =>
  JSON.stringify(value).match(/(?:file|vs|asst|thread|batch|ftjob|cntr|video)[-_](?=[A-Za-z]*\d)[A-Za-z0-9]{12,}/g) ??
  [];

describe("the ids of an answer", () => {
  test("leave as the gateway's own, all of them, and lead back to the provider's", async () => {
    await fc.assert(
      fc.asyncProperty(answer, async (told) => {
        const objects = new MemoryManagedObjects();
        const { body, seen } = publishIds(told as JsonObject, sourceOf(ours));
        await objects.insert(seen);
        const before = new Set(idsIn(told));
        expect(idsIn(body).filter((id) => before.has(id))).toEqual([]);
        const back = await resolveIds(ours, { ids: [], cursors: [], query: {}, body }, objects);
        expect(back.body).toEqual(told);
      }),
      { numRuns: 300 },
    );
  });

  test("are the same whenever they are seen, and others for another owner, deployment or kind", () => {
    const about = { owner: "team:a", deploymentId: "d", upstreamId: "file-1" };
    const id = publicIdOf("file", about);
    expect(id).toMatch(/^file-[0-9A-Za-z]{24}$/);
    expect(publicIdOf("file", about)).toBe(id);
    const others = [
      publicIdOf("file", { ...about, owner: "team:b" }),
      publicIdOf("file", { ...about, deploymentId: "e" }),
      publicIdOf("file", { ...about, upstreamId: "file-2" }),
      publicIdOf("vector_store", about).replace("vs_", "file-"),
    ];
    expect(new Set([id, ...others]).size).toBe(5);
    for (const kind of Object.keys(MANAGED_KINDS) as (keyof typeof MANAGED_KINDS)[])
      expect(looksLikeId(publicIdOf(kind, about))).toBe(true);
    expect(looksLikeId("file-abcdefghijklmnopqrstuvwx")).toBe(true);
  });

  test("stay what they are in what people have written", () => {
    const written = {
      metadata: { file_id: "file-abcd12345678" },
      name: "file-abcd12345678",
      content: "vs_abcd12345678",
    };
    const { body, seen } = publishIds(written, sourceOf(ours));
    expect(body).toEqual(written);
    expect(seen).toEqual([]);
  });

  test("leave as the gateway's own in what a text cites", () => {
    const cited = (id: string): JsonObject => ({
      text: { value: id, annotations: [{ file_citation: { file_id: id } }] },
    });
    const { body, seen } = publishIds({ content: [cited("file-abcd12345678")] }, sourceOf(ours));
    expect(seen).toHaveLength(1);
    expect(body).toEqual({
      content: [
        {
          text: { value: "file-abcd12345678", annotations: [{ file_citation: { file_id: seen[0]?.id } }] },
        },
      ],
    });
  });

  test("of a deletion and of a file within a store are known by what they are of", () => {
    const { body } = publishIds({ id: "vs_1", object: "vector_store.deleted" }, sourceOf(ours));
    expect(body["id"]).not.toBe("vs_1");
    const { seen } = publishIds({ id: "file-1", object: "vector_store.file" }, sourceOf(ours));
    expect(seen).toMatchObject([{ kind: "file", upstreamId: "file-1", owner: "team:ours" }]);
  });

  test("are noted with the body that is due, once", async () => {
    const objects = new MemoryManagedObjects();
    const made = { id: "batch_1", object: "batch", input_file_id: "file-1" };
    const body = await noteMade(made, sourceOf(ours), "batch", objects, 61_000);
    await noteMade(made, sourceOf(ours, { nowMs: 2_000 }), "batch", objects, 62_000);
    const [noted] = await objects.find([textOf(body["id"]) ?? ""]);
    expect(noted).toMatchObject({ body, dueAtMs: 61_000, upstreamId: "batch_1", model: "public-name" });
    expect(await objects.list("team:ours", "file", { limit: 9 })).toHaveLength(1);
  });
});

describe("the ids of a request", () => {
  const resolve = async (caller: Caller, body: JsonObject, objects: MemoryManagedObjects) =>
    await resolveIds(caller, { ids: [], cursors: [], query: {}, body }, objects);

  test("get in only if they are the caller's, wherever they stand", async () => {
    await fc.assert(
      fc.asyncProperty(answer, fc.boolean(), async (told, isRaw) => {
        const objects = new MemoryManagedObjects();
        const { body, seen } = publishIds(told as JsonObject, sourceOf(ours));
        await objects.insert(seen);
        // What the provider calls them is as strange as what the gateway calls them for somebody else.
        const refused = isRaw ? resolve(ours, told as JsonObject, objects) : resolve(theirs, body, objects);
        await expect(refused).rejects.toMatchObject({ code: "object_not_found", status: 404 });
      }),
      { numRuns: 300 },
    );
  });

  test.each<[string, JsonObject]>([
    ["a field of tomorrow", { tomorrow: "file-abcd12345678" }],
    ["a list in a field of tomorrow", { tomorrow: [{ deep: ["vs_abcd12345678"] }] }],
    ["a known field with any text", { file_id: "anything" }],
    ["an object's id", { object: "file", id: "x" }],
  ])("are refused in %s", async (_, body) => {
    await expect(resolve(ours, body, new MemoryManagedObjects())).rejects.toMatchObject({ status: 404 });
  });

  test("are no ids where they are words of the API, or prose", async () => {
    const body = {
      tools: [{ type: "file_search" }, { type: "code_interpreter" }],
      metadata: { note: "file-abcd12345678" },
      content: "file-abcd12345678",
      query: ["file-abcd12345678"],
      purpose: "batch_output",
    };
    expect((await resolve(ours, body, new MemoryManagedObjects())).body).toEqual(body);
  });

  test("are refused as another kind than the place has", async () => {
    const objects = new MemoryManagedObjects();
    const store = await noteMade({ id: "vs_1" }, sourceOf(ours), "vector_store", objects);
    await expect(resolve(ours, { file_id: store["id"] }, objects)).rejects.toMatchObject({ status: 404 });
    await expect(resolve(ours, { file_id: store["id"], vector_store_id: store["id"] }, objects)).rejects.toMatchObject({
      status: 404,
    });
    expect((await resolve(ours, { vector_store_id: store["id"] }, objects)).body).toEqual({ vector_store_id: "vs_1" });
  });
});

test("a walk changes texts alone", () => {
  const body = { a: [1, null, true, { b: "x", metadata: { c: "x" } }], id: "" };
  expect(mapIds(body, (text) => `${text}!`)).toEqual({ a: [1, null, true, { b: "x!", metadata: { c: "x" } }], id: "" });
});
