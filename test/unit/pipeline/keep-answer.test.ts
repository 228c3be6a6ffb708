import { expect, test, vi } from "vitest";
import type { Caller } from "../../../src/core/caller.ts";
import { asId } from "../../../src/core/ids.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { isKeptHere } from "../../../src/core/response-id.ts";
import { keepAnswer as keeper } from "../../../src/dialects/openai-responses/keep-answer.ts";
import { keepAnswer } from "../../../src/pipeline/keep-answer.ts";
import { deploymentOf } from "../../support/deployments.ts";
import { keptResponses } from "../../support/kept-responses.ts";

const NOW = 1_700_000_000_000;
const caller: Caller = { role: "key", key: asId("key-1"), team: asId("quay"), models: [], aliases: {} };
const said = { model: "m", input: "Tide?" };
const item = { type: "message", role: "assistant", content: [] };
const answer: JsonObject = { id: "resp_x", status: "incomplete", store: true, output: [item], usage: null };
const end = (response: JsonObject) => ({
  event: "response.incomplete",
  data: JSON.stringify({ type: "response.incomplete", response, sequence_number: 7 }),
});

function keep(body: JsonObject = said, before: readonly JsonObject[] = []) {
  const responses = keptResponses();
  const asked = { said: body, before, model: "m", ...(before.length > 0 && { previousId: "resp_before" }) };
  return { ...responses, keeping: keepAnswer(keeper, asked, { caller, responses, now: () => NOW }) };
}

test("an answer is kept with what was asked in its turn", async () => {
  const before = [{ type: "message", role: "user", content: "Before." }];
  const { keeping, store } = keep(said, before);
  expect(await keeping.whole(answer)).toBe(answer);
  const { keptAs = "" } = keeping.thread;
  expect(isKeptHere(keptAs)).toBe(true);
  const { output: _, ...body } = answer;
  expect(store.rows.get(keptAs)).toEqual({
    id: keptAs,
    owner: "team:quay",
    keyHash: "key-1",
    model: "m",
    previousId: "resp_before",
    status: "incomplete",
    input: [{ type: "message", role: "user", content: "Tide?" }],
    output: [item],
    body,
    createdAtMs: NOW,
  });
});

test("nothing is kept of who does not want it", async () => {
  const { keeping, store } = keep({ ...said, store: false });
  expect(keeping.thread.keptAs).toBeUndefined();
  expect(await keeping.whole(answer)).toBe(answer);
  const frames = [end(answer)];
  expect(keeping.frames(frames)).toBe(frames);
  expect(store.rows.size).toBe(0);
});

test("the frame that ends a stream waits until the answer is kept, those before it do not", async () => {
  const { keeping, store } = keep();
  const delta = { event: "response.output_text.delta", data: '{"type":"response.output_text.delta","delta":"a"}' };
  const frames = [delta, delta];
  expect(keeping.frames(frames)).toBe(frames);
  const { promise, resolve } = Promise.withResolvers<void>();
  const save = vi.spyOn(store, "save").mockReturnValue(promise);
  const written = keeping.frames([delta, end(answer)]);
  expect(written).toBeInstanceOf(Promise);
  expect(save).toHaveBeenCalledOnce();
  resolve();
  expect((await written).map(({ data }) => JSON.parse(data) as unknown)).toEqual(
    [delta, end(answer)].map(({ data }) => JSON.parse(data) as unknown),
  );
});

test.each([
  ["the store is away", () => Promise.reject(new Error("away"))],
  ["a long conversation", () => Promise.resolve()],
])("an answer says that it is not kept: %s", async (why, saves) => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const long = why.startsWith("a long") ? [{ type: "message", content: "x".repeat(4 * 1024 * 1024) }] : [];
  const { keeping, store } = keep(said, long);
  const save = vi.spyOn(store, "save").mockImplementation(saves);
  expect(await keeping.whole(answer)).toEqual({ ...answer, store: false });
  const [frame] = await keeping.frames([end(answer)]);
  expect(JSON.parse(frame?.data ?? "")).toEqual({
    type: "response.incomplete",
    response: { ...answer, store: false },
    sequence_number: 7,
  });
  if (long.length > 0) expect(save).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

test("a response that its provider is at work on is followed, and no other", async () => {
  const { keeping, store, seal } = keep();
  const deployment = deploymentOf({ id: asId("east"), provider: "openai" });
  const event = vi.fn<() => string>(() => "{}");
  expect(await keeping.follow({ id: "resp_1", status: "completed" }, deployment, event)).toBe(false);
  expect(await keeping.follow({ status: "queued" }, deployment, event)).toBe(false);
  expect(event).not.toHaveBeenCalled();
  expect(await keeping.follow({ id: "resp_1", status: "queued" }, deployment, event)).toBe(true);
  const id = seal.name({ provider: "openai", deployment: asId("east"), id: "resp_1" }, "team:quay");
  expect(store.pending.get(id)).toMatchObject({ event: "{}", owner: "team:quay", dueAtMs: NOW + 60_000 });
});

test("one that cannot be noted is not followed, so that it is charged at once", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { keeping, store } = keep();
  vi.spyOn(store, "follow").mockRejectedValue(new Error("away"));
  const deployment = deploymentOf({ id: asId("east"), provider: "openai" });
  expect(await keeping.follow({ id: "resp_1", status: "in_progress" }, deployment, () => "{}")).toBe(false);
  vi.restoreAllMocks();
});
