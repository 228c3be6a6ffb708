import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Caller } from "../../../../src/core/caller.ts";
import { asId } from "../../../../src/core/ids.ts";
import { parseObject, textOf, type JsonObject } from "../../../../src/core/json.ts";
import { mayNameMore, publishAnswer } from "../../../../src/pipeline/objects/publish-answer.ts";
import type { ManagedObject } from "../../../../src/store/managed-objects.ts";
import { MemoryManagedObjects } from "../../../../src/store/memory/memory-managed-objects.ts";
import { at } from "../../../support/at.ts";
import { deploymentOf } from "../../../support/deployments.ts";

const caller: Caller = { role: "key", key: asId("hash"), team: asId("ours"), models: [], aliases: {} };
const served = deploymentOf({ id: asId("d-served"), modelName: "public-name" });
const store: ManagedObject = {
  id: "vs_public",
  kind: "vector_store",
  owner: "team:theirs",
  keyHash: asId("their-hash"),
  userId: null,
  teamId: asId("theirs"),
  organizationId: null,
  model: "keeper",
  deploymentId: asId("d-keeper"),
  upstreamId: "vs_upstream",
  parentId: null,
  body: {},
  createdAtMs: 0,
  updatedAtMs: 0,
  dueAtMs: null,
};

let objects: MemoryManagedObjects;
beforeEach(() => {
  objects = new MemoryManagedObjects();
});
afterEach(() => vi.restoreAllMocks());

const publish = (named: readonly ManagedObject[] = []) =>
  publishAnswer({ caller, named, model: "asked" }, objects, () => 5_000);

describe("an answer of a model", () => {
  test("that names nothing is the same object", () => {
    const publishing = publish();
    const answer = { output: [{ type: "message", content: [{ type: "output_text", text: "file-abc" }] }] };
    expect(publishing.body(answer, served)).toBe(answer);
    const frame = { event: "x", data: '{"type":"response.output_text.delta","item_id":"msg_1","delta":"y"}' };
    expect(publishing.frame(frame, served)).toBe(frame);
    expect(publishing.noting()).toBeUndefined();
  });

  test("has ids of ours, which its client owns as soon as it may read them", async () => {
    const publishing = publish();
    const id = textOf(publishing.body({ container_id: "cntr_up", file_id: "cfile_1" }, served)["container_id"]) ?? "";
    expect(id).toMatch(/^cntr_[0-9A-Za-z]{24}$/);
    await publishing.noting();
    expect(publishing.noting()).toBeUndefined();
    expect(await objects.find([id], "team:ours")).toMatchObject([
      { kind: "container", upstreamId: "cntr_up", deploymentId: "d-served", model: "public-name", createdAtMs: 5_000 },
    ]);
  });

  test("has one id for one thing in all frames, and notes it once", async () => {
    const publishing = publish();
    const insert = vi.spyOn(objects, "insert");
    const read = (data: JsonObject): JsonObject =>
      parseObject(publishing.frame({ event: "x", data: JSON.stringify(data) }, served).data) ?? {};
    const added = read({ item: { type: "code_interpreter_call", container_id: "cntr_up" } });
    const done = read({ response: { output: [{ container_id: "cntr_up" }] } });
    expect(at(added, "item", "container_id")).toBe(at(done, "response", "output", 0, "container_id"));
    await publishing.noting();
    expect(insert).toHaveBeenCalledTimes(1);
  });

  test("repeats what was asked by the ids that it was asked by; the rest is of that account, and its owner's", async () => {
    const publishing = publish([store]);
    const body = publishing.body(
      { tools: [{ vector_store_ids: ["vs_upstream"] }], results: [{ file_id: "file-found" }] },
      served,
    );
    expect(at(body, "tools", 0, "vector_store_ids")).toEqual(["vs_public"]);
    await publishing.noting();
    expect(await objects.list("team:theirs", "file", { limit: 9 })).toMatchObject([
      { upstreamId: "file-found", deploymentId: "d-keeper", model: "keeper", teamId: "theirs" },
    ]);
    expect(await objects.find(["vs_public"])).toEqual([]);
  });

  test("is told though it cannot be noted, and the log says so", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(objects, "insert").mockRejectedValue(new Error("the database is away"));
    const publishing = publish();
    publishing.body({ container_id: "cntr_up" }, served);
    await publishing.noting();
    expect(log).toHaveBeenCalledWith("given out, but not noted", expect.stringMatching(/^cntr_/), expect.anything());
  });
});

test.each<[JsonObject, boolean]>([
  [{ tools: [{ type: "code_interpreter", container: { type: "auto" } }] }, true],
  [{ tools: [{ type: "code_execution_20250825", name: "code_execution" }] }, true],
  [{ tools: [{ type: "shell", environment: { type: "container_auto" } }] }, true],
  [{ tools: [{ type: "function", name: "code_interpreter" }, { type: "web_search" }] }, false],
  [{ tools: "code_interpreter" }, false],
  [{}, false],
])("what %j comes to may name more than was asked: %s", (body, may) => {
  expect(mayNameMore(body)).toBe(may);
});
