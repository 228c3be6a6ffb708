import { expect, test, vi } from "vitest";
import type { Caller } from "../../../src/core/caller.ts";
import { asId, type KeyHash } from "../../../src/core/ids.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { keepAnswer as keeper } from "../../../src/dialects/openai-responses/keep-answer.ts";
import { resolveReferences } from "../../../src/pipeline/resolve-references.ts";
import type { ConversationItem } from "../../../src/store/conversation-store.ts";
import { keptResponses } from "../../support/kept-responses.ts";

const OWNER = "team:quay";
const caller: Caller = { role: "key", key: asId("key-1"), team: asId("quay"), models: [], aliases: {} };
const stranger: Caller = { ...caller, team: asId("other") };
const admin: Caller = { ...caller, role: "admin", team: asId("harbour") };
const HEX = "0a".repeat(16);
const OUTPUT_ID = `msg_kept_${HEX}_0`;
const refer = (...ids: readonly string[]) => ({ input: ids.map((id) => ({ type: "item_reference", id })) });
const message = (id: string, content: string): ConversationItem => ({
  type: "message",
  id,
  role: "assistant",
  content,
});
const sayings = ({ input }: JsonObject) => (input as readonly JsonObject[]).map(({ content, id }) => content ?? id);

async function kept() {
  const responses = keptResponses();
  const row = { owner: OWNER, keyHash: asId("key-1") as KeyHash, createdAtMs: 0 };
  const output = [message(OUTPUT_ID, "Of an answer.")];
  const body = { status: "completed" };
  const response = { ...row, id: `resp_kept_${HEX}`, model: "m", previousId: null, status: "completed", body };
  await responses.store.save({ ...response, input: [], output });
  await responses.conversations.create({ ...row, id: "conv_1", metadata: {} }, [
    message("msg_1", "Of a conversation."),
  ]);
  return responses;
}

test("items of answers and of conversations are said in place of what refers to them", async () => {
  const body = refer("msg_1", OUTPUT_ID, `msg_kept_${HEX}_1`, "msg_of_openai");
  expect(sayings(await resolveReferences(body, [], keeper, caller, await kept()))).toEqual([
    "Of a conversation.",
    "Of an answer.",
    `msg_kept_${HEX}_1`,
    "msg_of_openai",
  ]);
});

test("another's are not there, but for whoever may name everybody's", async () => {
  const body = refer("msg_1", OUTPUT_ID);
  expect(sayings(await resolveReferences(body, [], keeper, stranger, await kept()))).toEqual(["msg_1", OUTPUT_ID]);
  expect(sayings(await resolveReferences(body, [], keeper, admin, await kept()))).toEqual([
    "Of a conversation.",
    "Of an answer.",
  ]);
});

test("what the model has before it already is not said again", async () => {
  const before = [message("msg_1", "Of a conversation.")];
  expect(await resolveReferences(refer("msg_1"), before, keeper, caller, await kept())).toEqual({ input: [] });
});

test("without references nothing is asked", async () => {
  const responses = await kept();
  const asked = [vi.spyOn(responses.store, "findOutputs"), vi.spyOn(responses.conversations, "findItems")];
  const body = { input: [{ role: "user", content: "Hi" }] };
  expect(await resolveReferences(body, [], keeper, caller, responses)).toBe(body);
  for (const spy of asked) expect(spy).not.toHaveBeenCalled();
});

test("another's item never takes the place of one's own, whoever may name both", async () => {
  const responses = await kept();
  const row = { owner: "team:harbour", keyHash: asId("key-2") as KeyHash, createdAtMs: 0, metadata: {} };
  await responses.conversations.create({ ...row, id: "conv_0" }, [message("msg_1", "The admin's own.")]);
  expect(sayings(await resolveReferences(refer("msg_1"), [], keeper, admin, responses))).toEqual(["The admin's own."]);
});

test("however many are referred to, the stores are asked once", async () => {
  const responses = await kept();
  const asked = [vi.spyOn(responses.store, "findOutputs"), vi.spyOn(responses.conversations, "findItems")];
  const ids = Array.from({ length: 2_000 }, (_, index) => `msg_kept_${index.toString(16).padStart(32, "0")}_0`);
  const body = refer(...ids);
  expect(await resolveReferences(body, [], keeper, caller, responses)).toEqual(body);
  for (const spy of asked) expect(spy).toHaveBeenCalledOnce();
  const tooMany = refer("x".repeat(600_001));
  await expect(resolveReferences(tooMany, [], keeper, caller, responses)).rejects.toMatchObject({
    code: "invalid_request",
    param: "input",
  });
});
