import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { readImageUsage } from "../../../../src/dialects/openai-images/read-usage.ts";

test.each<[string, JsonObject, object | undefined]>([
  [
    "text and pictures apart",
    {
      input_tokens: 100,
      input_tokens_details: { text_tokens: 30, image_tokens: 70 },
      output_tokens: 50,
      output_tokens_details: { text_tokens: 10, image_tokens: 40 },
    },
    { inputTokens: 100, outputTokens: 50, imageInputTokens: 70, imageOutputTokens: 40 },
  ],
  [
    "output of which nothing is told, as pictures",
    { input_tokens: 10, input_tokens_details: { text_tokens: 10, image_tokens: 0 }, output_tokens: 50 },
    { inputTokens: 10, outputTokens: 50, imageOutputTokens: 50 },
  ],
  [
    "output that is all text",
    { input_tokens: 10, output_tokens: 5, output_tokens_details: { text_tokens: 5, image_tokens: 0 } },
    { inputTokens: 10, outputTokens: 5 },
  ],
  [
    "details that are more than their whole",
    {
      input_tokens: 10,
      input_tokens_details: { image_tokens: 99, cached_tokens: 4 },
      output_tokens: 5,
      output_tokens_details: { image_tokens: 99 },
    },
    { inputTokens: 10, outputTokens: 5, cacheReadTokens: 4, imageInputTokens: 6, imageOutputTokens: 5 },
  ],
  ["nothing", {}, undefined],
])("reads %s", (_, told, usage) => {
  expect(readImageUsage(told)).toEqual(usage);
});
