import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { readConversation } from "../../../../src/dialects/openai-responses/read-conversation.ts";

test.each<JsonObject["conversation"]>(["conv_1", { id: "conv_1" }])("a conversation is named by %j", (conversation) => {
  expect(readConversation({ model: "m", conversation })).toEqual({ id: "conv_1", said: { model: "m" } });
});

test.each<JsonObject>([{}, { conversation: null }])("%j names none", (body) => {
  expect(readConversation(body)).toBeUndefined();
});

test.each<JsonObject["conversation"]>(["", 7, true, {}, { id: "" }, { id: 7 }, ["conv_1"]])(
  "%j is refused",
  (conversation) => {
    expect(() => readConversation({ conversation })).toThrow(
      expect.objectContaining({ code: "invalid_request", param: "conversation" }),
    );
  },
);
