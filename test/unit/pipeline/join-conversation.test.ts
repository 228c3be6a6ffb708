import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DEFAULT_SETTINGS } from "../../../src/config/parse-settings.ts";
import type { Caller } from "../../../src/core/caller.ts";
import { GatewayError } from "../../../src/core/errors.ts";
import { asId } from "../../../src/core/ids.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { openaiResponses } from "../../../src/dialects/openai-responses/index.ts";
import { readCall } from "../../../src/pipeline/read-call.ts";
import { resume } from "../../../src/pipeline/resume.ts";
import type { ConversationItem } from "../../../src/store/conversation-store.ts";
import { keptResponses } from "../../support/kept-responses.ts";

const NOW = 1_700_000_000_000;
const ID = "conv_1";
const caller: Caller = { role: "key", key: asId("key-1"), team: asId("quay"), models: [], aliases: {} };
const stranger: Caller = { ...caller, team: asId("other") };

const message = (id: string, role: string, content: string): ConversationItem => ({
  type: "message",
  id,
  role,
  content,
});
const BEFORE = [message("msg_a", "user", "Tide?"), message("msg_b", "assistant", "High.")];
const ANSWER: JsonObject = {
  id: "resp_1",
  status: "completed",
  store: true,
  conversation: { id: ID },
  output: [message("msg_c", "assistant", "Low.")],
};
const AWAY = new GatewayError("store_unavailable", "away");

const end = (response: JsonObject, type = "response.completed") => ({
  event: type,
  data: JSON.stringify({ type, response }),
});

async function join(more: JsonObject = {}, as = caller, responses = keptResponses()) {
  await responses.conversations.create(
    { id: ID, owner: "team:quay", keyHash: asId("key-1"), metadata: {}, createdAtMs: NOW },
    BEFORE,
  );
  const body = JSON.stringify({ model: "m", input: "And then?", conversation: ID, ...more });
  const request = new Request("https://gateway.test", { method: "POST", body });
  const call = await readCall(request, openaiResponses, undefined, DEFAULT_SETTINGS);
  const joined = await resume(call, as, responses, { now: () => NOW });
  if (joined.keeping?.natively === undefined) throw new Error("It was expected to be a turn.");
  return { ...responses, call: joined, keeping: joined.keeping, natively: joined.keeping.natively };
}
const said = async ({ conversations }: Pick<Awaited<ReturnType<typeof join>>, "conversations">) =>
  (await conversations.read(ID, undefined))?.map(({ content, type }) =>
    typeof content === "string" ? content : (JSON.stringify(content ?? type).match(/"text":"([^"]*)"/)?.[1] ?? type),
  );

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test("what is in the conversation comes before what is said now, and no provider is told of it", async () => {
  const { call, keeping } = await join();
  expect(call.body).toEqual({
    model: "m",
    input: [
      { type: "message", role: "user", content: "Tide?" },
      { type: "message", role: "assistant", content: "High." },
      { type: "message", role: "user", content: "And then?" },
    ],
  });
  expect(call.texts()).toEqual(["Tide?", "High.", "And then?"]);
  expect(keeping.thread.conversationId).toBe(ID);
});

describe.each(["translated", "natively"] as const)("an answer that is given %s", (way) => {
  const gateOf = ({ keeping, natively }: Awaited<ReturnType<typeof join>>) => (way === "natively" ? natively : keeping);

  test("is added with what was said, before its client has it", async () => {
    const turn = await join();
    expect(await gateOf(turn).whole(ANSWER)).toEqual(ANSWER);
    expect(await said(turn)).toEqual(["Tide?", "High.", "And then?", "Low."]);
  });

  test("waits in a stream at its end alone", async () => {
    const turn = await join();
    const delta = { event: "response.output_text.delta", data: '{"type":"response.output_text.delta","delta":"a"}' };
    const frames = [delta, delta];
    expect(gateOf(turn).frames(frames)).toBe(frames);
    const { promise, resolve } = Promise.withResolvers<"appended">();
    const append = vi.spyOn(turn.conversations, "append").mockReturnValue(promise);
    const written = gateOf(turn).frames([delta, end(ANSWER)]);
    expect(written).toBeInstanceOf(Promise);
    expect(append).toHaveBeenCalledOnce();
    resolve("appended");
    expect(await written).toEqual([delta, end(ANSWER)]);
  });

  test.each(["away", "full", "missing"] as const)("is given all the same where the store is %s", async (why) => {
    const turn = await join();
    vi.spyOn(turn.conversations, "append").mockImplementation(async () => {
      if (why === "away") throw AWAY;
      return await Promise.resolve(why);
    });
    expect(await gateOf(turn).whole(ANSWER)).toEqual({ ...ANSWER, conversation: null });
    expect(console.error).toHaveBeenCalledOnce();
  });

  test("says so in the end of a stream too", async () => {
    const turn = await join();
    vi.spyOn(turn.conversations, "append").mockRejectedValue(AWAY);
    expect(await gateOf(turn).frames([end(ANSWER)])).toEqual([end({ ...ANSWER, conversation: null })]);
  });

  test("is added once, whatever other attempts come to", async () => {
    const turn = await join();
    await Promise.all([gateOf(turn).whole(ANSWER), gateOf(turn).frames([end(ANSWER)])]);
    expect(await said(turn)).toHaveLength(4);
  });

  test.each(["failed", "cancelled", null])("is not added where it is %s", async (status) => {
    const turn = await join();
    const answer = { ...ANSWER, status };
    expect(await gateOf(turn).whole(answer)).toEqual(answer);
    expect(await said(turn)).toEqual(["Tide?", "High."]);
  });
});

test("an answer is kept too, unless nobody wants it, and then it is added all the same", async () => {
  const kept = await join();
  await kept.keeping.whole(ANSWER);
  expect(kept.store.rows.size).toBe(1);
  const other = await join({ store: false });
  await other.keeping.whole(ANSWER);
  expect(other.store.rows.size).toBe(0);
  expect(await said(other)).toHaveLength(4);
});

test("an item of an answer whose id is taken gets another", async () => {
  const turn = await join();
  await turn.natively.whole({ ...ANSWER, output: [message("msg_a", "assistant", "Low.")] });
  const ids = (await turn.conversations.read(ID, undefined))?.map(({ id }) => id) ?? [];
  expect(new Set(ids).size).toBe(4);
});

test.each<[object, JsonObject, Caller?]>([
  [{ status: 404, param: "conversation" }, { conversation: "conv_2" }],
  [{ status: 404, param: "conversation" }, {}, stranger],
  [{ status: 400, param: "conversation" }, { conversation: 7 }],
  [{ status: 400, param: "conversation" }, { input: "x".repeat(4 * 1024 * 1024) }],
  [{ status: 400, param: "previous_response_id" }, { previous_response_id: "resp_1" }],
  [{ status: 400, param: "background" }, { background: true }],
  [{ status: 400, param: "input[0].id" }, { input: [BEFORE[0] ?? null] }],
])("a turn is refused with %j: %j", async (error, more, as) => {
  await expect(join(more, as)).rejects.toMatchObject(error);
});

test("a turn is refused while the store is away", async () => {
  const responses = keptResponses();
  vi.spyOn(responses.conversations, "read").mockRejectedValue(AWAY);
  await expect(join({}, caller, responses)).rejects.toMatchObject({ code: "store_unavailable" });
});
