import { expect, test } from "vitest";
import { bedrockCount } from "../../../../src/dialects/bedrock-converse/count-tokens.ts";
import { chatRequest } from "../anthropic-messages/chat-request.ts";
import { survivesAnyAnswer } from "../upstream-laws.ts";

const target = { model: "anthropic.claude-haiku-4-5-20251001-v1:0" };

test("a count by Bedrock is of what Converse would have the model read, and of nothing about the answer", () => {
  const request = chatRequest({
    maxOutputTokens: 9,
    temperature: 0.5,
    reasoning: { effort: "low" },
    tools: [{ name: "t", schema: {} }],
  });
  const { body, unsupported } = bedrockCount.encodeRequest(request, target);
  expect(unsupported).toEqual([]);
  expect(JSON.parse(JSON.stringify(body))).toEqual({
    input: {
      converse: {
        messages: [{ role: "user", content: [{ text: "Hi" }] }],
        toolConfig: { tools: [{ toolSpec: expect.objectContaining({ name: "t" }) as unknown }] },
      },
    },
  });
});

test("a count by Bedrock is a number", () => {
  expect(bedrockCount.decodeResponse({ inputTokens: 12 })).toEqual({ inputTokens: 12 });
  expect(() => bedrockCount.readResponse({ message: "no" })).toThrow("not a count of tokens");
});

survivesAnyAnswer(bedrockCount, ["inputTokens", "message"]);
