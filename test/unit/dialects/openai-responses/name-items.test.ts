import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { nameAnswered, nameGiven } from "../../../../src/dialects/openai-responses/name-items.ts";

const none: ReadonlySet<string> = new Set();
const make = () => {
  let count = 0;
  return (type: string): string => `${type}_made_${(count += 1)}`;
};
const give = (items: readonly JsonObject[], taken = none) => nameGiven(items, "input", taken, make());

test("items get the form that they are listed in, and an id where they have none", () => {
  expect(
    give([
      { role: "user", content: "Tide?" },
      { type: "message", role: "assistant", content: "High.", id: "msg_1" },
      { type: "function_call", call_id: "call_1", name: "f", arguments: "{}", id: null },
    ]),
  ).toEqual([
    {
      type: "message",
      id: "message_made_1",
      role: "user",
      status: "completed",
      content: [{ type: "input_text", text: "Tide?" }],
    },
    {
      type: "message",
      id: "msg_1",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: "High.", annotations: [] }],
    },
    { type: "function_call", id: "function_call_made_2", call_id: "call_1", name: "f", arguments: "{}" },
  ]);
});

const message = { role: "user", content: "Hi" };
test.each<[string, readonly JsonObject[]]>([
  ["input[0].id", [{ ...message, id: "taken" }]],
  [
    "input[1].id",
    [
      { ...message, id: "a" },
      { type: "reasoning", id: "a" },
    ],
  ],
  ["input[0].id", [{ ...message, id: 7 }]],
  ["input[0].id", [{ ...message, id: "" }]],
  ["input[0].id", [{ ...message, id: "x".repeat(201) }]],
  ["input[0].type", [{ ...message, type: 7 }]],
  ["input[0].role", [{ type: "message", content: "Hi" }]],
  ["input[1].role", [message, { role: "captain", content: "Hi" }]],
  ["input[0].content", [{ role: "user" }]],
  ["input[0].content[1]", [{ role: "user", content: [{}, "Hi"] }]],
  ["input[0]", [{ type: "item_reference", id: "msg_1" }]],
  ["input[0]", [{ id: "msg_1" }]],
])("what would spoil a conversation is refused: %s", (param, items) => {
  expect(() => give(items, new Set(["taken"]))).toThrow(expect.objectContaining({ status: 400, param }));
});

test("an answer whose ids are not its own gets others in their place", () => {
  const items = ["msg_1", "taken", "msg_1", ""].map((id) => ({ type: "message", role: "assistant", content: [], id }));
  const named = nameAnswered([...items, { type: "reasoning" }], new Set(["taken"]), make());
  expect(named.map(({ id }) => id)).toEqual([
    "msg_1",
    "message_made_1",
    "message_made_2",
    "message_made_3",
    "reasoning_made_4",
  ]);
});
