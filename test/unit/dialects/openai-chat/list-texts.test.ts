import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { openaiChat } from "../../../../src/dialects/openai-chat/index.ts";

test("lists all that the model has to read", () => {
  const tools = [{ type: "function", function: { name: "t" } }];
  const body: JsonObject = {
    messages: [
      { role: "system", content: "s" },
      {
        role: "user",
        content: [
          { type: "text", text: "u" },
          { type: "image_url", image_url: { url: "data:..." } },
        ],
      },
      {
        role: "assistant",
        content: null,
        reasoning_content: "r",
        tool_calls: [{ id: "c", function: { name: "t", arguments: "{}" } }],
        function_call: { name: "f", arguments: "[]" },
      },
    ],
    tools,
    functions: [],
    response_format: { type: "json_object" },
  };
  const listed = ["s", "u", "r", "t", "{}", "f", "[]", JSON.stringify(tools), '{"type":"json_object"}'];
  expect(openaiChat.textsOf(body)).toEqual(listed);
});

test("never throws: a body that is refused later is estimated too", () => {
  const fields = fc.constantFrom("messages", "tools", "response_format", "content", "tool_calls", "function", "name");
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie("value")),
      fc.dictionary(fields, tie("value")),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(fields, value), (body) => {
      expect(openaiChat.textsOf(body as JsonObject).every((text) => typeof text === "string")).toBe(true);
    }),
  );
});
