import { beforeEach, describe, expect, test, vi } from "vitest";
import { DEFAULT_SETTINGS } from "../../../../src/config/parse-settings.ts";
import type { Caller } from "../../../../src/core/caller.ts";
import type { Deployment } from "../../../../src/core/deployment.ts";
import { asId } from "../../../../src/core/ids.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import type { Operation } from "../../../../src/core/operation.ts";
import { openaiChat } from "../../../../src/dialects/openai-chat/index.ts";
import { resolveNames } from "../../../../src/pipeline/objects/resolve-names.ts";
import type { Call } from "../../../../src/pipeline/read-call.ts";
import { indexModels } from "../../../../src/router/model-index.ts";
import { HELD_HERE, type ManagedObject } from "../../../../src/store/managed-objects.ts";
import { MemoryFileStore } from "../../../../src/store/memory/memory-file-store.ts";
import { MemoryManagedObjects } from "../../../../src/store/memory/memory-managed-objects.ts";
import { deploymentOf } from "../../../support/deployments.ts";

const place = (id: string, more: Partial<Deployment> = {}) => deploymentOf({ id: asId(id), modelName: id, ...more });
const deployments = [place("here"), place("there", { credential: "another-account" })];
const models = indexModels(
  deployments.map((deployment) => ({ ...deployment, build: () => deployment })),
  {},
);
const caller: Caller = { role: "key", key: asId("hash"), team: asId("ours"), models: [], aliases: {} };
const admin: Caller = { ...caller, role: "admin" };

const kept = (id: string, deploymentId: string, more: Partial<ManagedObject> = {}): ManagedObject => ({
  id,
  kind: "file",
  owner: "team:ours",
  keyHash: asId("hash"),
  userId: null,
  teamId: null,
  organizationId: null,
  model: deploymentId,
  deploymentId: asId(deploymentId),
  upstreamId: `up-${id}`,
  parentId: null,
  body: {},
  createdAtMs: 0,
  updatedAtMs: 0,
  dueAtMs: null,
  ...more,
});
const held = (id: string, bytes: number): ManagedObject =>
  kept(id, HELD_HERE, { body: { bytes, filename: "a.pdf", mime_type: "application/pdf" } });

let objects: MemoryManagedObjects;
let files: MemoryFileStore | undefined;
beforeEach(() => {
  objects = new MemoryManagedObjects();
  files = new MemoryFileStore();
});

const callOf = (body: JsonObject, operation: Operation = "chat"): Call<"chat"> =>
  ({ operation, body, model: "here", dialect: openaiChat, texts: () => [] }) as unknown as Call<"chat">;
const naming = (...ids: readonly string[]): JsonObject => ({
  messages: [{ role: "user", content: ids.map((id) => ({ type: "file", file: { file_id: id } })) }],
});
const resolve = async (body: JsonObject, by = caller) =>
  await resolveNames(callOf(body), by, { objects, files, models, settings: DEFAULT_SETTINGS }, () => 0);

describe("a call", () => {
  test("that names nothing goes on as it is, and nobody is asked", () => {
    const find = vi.spyOn(objects, "find");
    const call = callOf({ messages: [{ role: "user", content: "file-abc" }] });
    expect(resolveNames(call, caller, { objects, files, models, settings: DEFAULT_SETTINGS }, () => 0)).toBe(call);
    const embedding = callOf({ input: "x", file_id: "file-abc" }, "embedding");
    expect(resolveNames(embedding, caller, { objects, files, models, settings: DEFAULT_SETTINGS }, () => 0)).toBe(
      embedding,
    );
    expect(find).not.toHaveBeenCalled();
  });

  test("that names what one account keeps is bound to it, by the ids that it knows", async () => {
    await objects.insert([kept("file-1", "there"), kept("file-2", "there")]);
    const { body, keptAt } = await resolve(naming("file-1", "file-2", "file-1"));
    expect(body).toEqual(naming("up-file-1", "up-file-2", "up-file-1"));
    expect(keptAt?.id).toBe("there");
  });

  test("that names what two accounts keep is refused", async () => {
    await objects.insert([kept("file-1", "there"), kept("file-2", "here")]);
    await expect(resolve(naming("file-1", "file-2"))).rejects.toMatchObject({ code: "invalid_request" });
  });

  test("that names more than can be looked for at once is refused before anybody looks", async () => {
    const find = vi.spyOn(objects, "find");
    const many = Array.from({ length: 50_000 }, (_, index) => `file-${String(index).padStart(24, "0")}`);
    await expect(resolve(naming(...many))).rejects.toMatchObject({ code: "invalid_request" });
    await expect(resolve(naming("x".repeat(2_000_000)))).rejects.toMatchObject({ code: "invalid_request" });
    expect(find).not.toHaveBeenCalled();
  });

  test("that names a thing of another kind is refused as if it were not there", async () => {
    await objects.insert([kept("vs_1", "here", { kind: "vector_store" })]);
    await expect(resolve(naming("vs_1"))).rejects.toMatchObject({ code: "object_not_found" });
  });

  test("may name what the gateway keeps beside what a provider does: only the second binds it", async () => {
    await objects.insert([held("file-h", 3), kept("file-1", "there")]);
    await files?.put(
      "up-file-h",
      (async function* () {
        yield Buffer.from("PDF");
      })(),
    );
    const both = await resolve(naming("file-h", "file-1"));
    expect(both.keptAt?.id).toBe("there");
    expect(both.body).toEqual({
      messages: [
        {
          role: "user",
          content: [
            { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,UERG" } },
            { type: "file", file: { file_id: "up-file-1" } },
          ],
        },
      ],
    });
    expect((await resolve(naming("file-h"))).keptAt).toBeUndefined();
  });

  test("is refused for files that are together too large, before any is read", async () => {
    await objects.insert([held("file-a", 8 * 1024 * 1024), held("file-b", 8 * 1024 * 1024)]);
    const get = vi.spyOn(files ?? new MemoryFileStore(), "get");
    await expect(resolve(naming("file-a", "file-b"))).rejects.toMatchObject({
      code: "invalid_request",
      param: "file_id",
    });
    // One that is named twice is sent twice.
    await expect(resolve(naming("file-a", "file-a"))).rejects.toMatchObject({ param: "file_id" });
    expect(get).not.toHaveBeenCalled();
  });

  test("is refused for a file whose bytes are gone, or whose bucket is not bound any more", async () => {
    await objects.insert([held("file-h", 3)]);
    await expect(resolve(naming("file-h"))).rejects.toMatchObject({ code: "object_not_found" });
    files = undefined;
    await expect(resolve(naming("file-h"))).rejects.toMatchObject({ code: "object_not_found" });
  });

  test("of an admin passes with ids that nobody has noted, and with everybody's", async () => {
    await objects.insert([kept("file-1", "here", { owner: "team:theirs" })]);
    await expect(resolve(naming("file-1"))).rejects.toMatchObject({ code: "object_not_found" });
    const { body } = await resolve(naming("file-1", "file-of-the-provider"), admin);
    expect(body).toEqual(naming("up-file-1", "file-of-the-provider"));
  });
});
