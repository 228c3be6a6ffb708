import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { replayItems } from "../../../../src/dialects/openai-responses/replay-items.ts";

const user = { type: "message", role: "user", content: "Tide?" };
const answer = { type: "message", role: "assistant", content: [] };
const thought = { type: "reasoning", summary: [] };
const sealed = { ...thought, encrypted_content: "gAAA" };
const foreign = { ...thought, encrypted_content: 'tollgate:{"signature":"s"}' };
const search = { type: "web_search_call", id: "ws_1" };
const approval = { type: "mcp_approval_request", id: "mcpr_1" };

const named = (item: JsonObject, index: number): JsonObject => ({ id: `id_${index}`, ...item });

test.each([
  user,
  { role: "user", content: "Tide?" },
  answer,
  thought,
  sealed,
  { type: "function_call", call_id: "call_1", name: "f", arguments: "{}" },
  { type: "function_call_output", call_id: "call_1", output: "" },
  { type: "custom_tool_call", call_id: "call_1", name: "f", input: "" },
  { type: "custom_tool_call_output", call_id: "call_1", output: "" },
])("$type goes without the id that only one account knows", (item) => {
  expect(replayItems([named(item, 0)])).toEqual([item]);
});

test.each([
  approval,
  { type: "image_generation_call", id: "ig_1", result: "AAAA" },
  { type: "computer_call", id: "cu_1" },
])("$type keeps the id that it cannot be without", (item) => {
  expect(replayItems([user, item])).toEqual([user, item]);
});

test.each<[string, readonly JsonObject[], readonly JsonObject[]]>([
  ["stay behind sealed thinking", [user, sealed, search, answer], [user, sealed, search, answer]],
  ["go where it is not sealed", [user, thought, search, answer], [user, thought, answer]],
  ["go where another provider has sealed it", [user, foreign, search, answer], [user, foreign, answer]],
  ["go where there is none", [user, search, answer], [user, answer]],
  ["go in the turn after", [sealed, answer, user, search, answer], [sealed, answer, user, answer]],
  ["are judged each by their own", [sealed, search, thought, search], [sealed, search, thought]],
])("records of OpenAI's own tools %s", (_, said, expected) => {
  expect(replayItems(said)).toEqual(expected);
});
