import { describe, expect, test } from "vitest";
import type { ChatRequest, Reasoning, Tool } from "../../../../src/core/chat.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { encode } from "./build.ts";

const plain = { contents: [{ role: "user", parts: [{ text: "Hi" }] }] };
const tool = (name: string): Tool => ({ name, description: "d", schema: { type: "object", properties: {} } });

test("names neither the model nor the stream", () => {
  expect(encode({ stream: true })).toEqual({ body: plain, unsupported: [] });
});

test.each<[string, Partial<ChatRequest>, JsonObject]>([
  ["max_tokens", { maxOutputTokens: 9 }, { maxOutputTokens: 9 }],
  ["temperature", { temperature: 0 }, { temperature: 0 }],
  ["top_p", { topP: 0.5 }, { topP: 0.5 }],
  ["top_k", { topK: 5 }, { topK: 5 }],
  ["stop", { stop: ["a"] }, { stopSequences: ["a"] }],
  ["seed", { rare: { seed: 7 } }, { seed: 7 }],
  ["penalties", { rare: { frequencyPenalty: 1, presencePenalty: -1 } }, { frequencyPenalty: 1, presencePenalty: -1 }],
  ["logprobs", { rare: { logprobs: true, topLogprobs: 3 } }, { responseLogprobs: true, logprobs: 3 }],
  ["JSON", { responseFormat: { type: "json" } }, { responseMimeType: "application/json" }],
  [
    "a schema",
    { responseFormat: { type: "json-schema", name: "n", schema: { type: "object", $schema: "s" } } },
    { responseMimeType: "application/json", responseJsonSchema: { type: "object" } },
  ],
])("says %s in generationConfig", (_, fields, generationConfig) => {
  expect(encode(fields)).toEqual({ body: { ...plain, generationConfig }, unsupported: [] });
});

test.each<[string, Partial<ChatRequest>]>([
  ["no stop texts", { stop: [] }],
  ["penalties of 0", { rare: { frequencyPenalty: 0, presencePenalty: 0 } }],
  ["text", { responseFormat: { type: "text" } }],
  ["one choice", { rare: { choices: 1 } }],
  ["the automatic tier", { serviceTier: "auto" }],
  ["the user", { user: "u" }],
])("has no word for %s, which is the default", (_, fields) => {
  expect(encode(fields)).toEqual({ body: plain, unsupported: [] });
});

test.each<[string, Partial<ChatRequest>]>([
  ["n", { rare: { choices: 2 } }],
  ["logit_bias", { rare: { logitBias: { "1": 1 } } }],
  ["parallel_tool_calls", { tools: [tool("a"), tool("b")], parallelToolCalls: false }],
  ["modalities", { extras: { modalities: ["text", "audio"] } }],
])("names %s as unsupported", (name, fields) => {
  expect(encode(fields).unsupported).toEqual([name]);
});

test.each([
  ["default", "standard"],
  ["flex", "flex"],
  ["priority", "priority"],
])("asks for the service tier %s as %s", (serviceTier, own) => {
  expect(encode({ serviceTier }).body).toEqual({ ...plain, serviceTier: own });
});

describe("tools", () => {
  test("are declared together", () => {
    expect(encode({ tools: [tool("a"), { name: "b", schema: {} }] }).body.tools).toEqual([
      {
        functionDeclarations: [
          { name: "a", description: "d", parametersJsonSchema: { type: "object", properties: {} } },
          { name: "b", parametersJsonSchema: { type: "object" } },
        ],
      },
    ]);
  });

  test.each<[NonNullable<ChatRequest["toolChoice"]>, JsonObject]>([
    [{ type: "auto" }, { mode: "AUTO" }],
    [{ type: "none" }, { mode: "NONE" }],
    [{ type: "required" }, { mode: "ANY" }],
    [
      { type: "tool", name: "a" },
      { mode: "ANY", allowedFunctionNames: ["a"] },
    ],
  ])("are chosen: %j", (toolChoice, functionCallingConfig) => {
    expect(encode({ tools: [tool("a")], toolChoice }).body.toolConfig).toEqual({ functionCallingConfig });
  });

  test("are not chosen where there are none", () => {
    expect(encode({ toolChoice: { type: "required" } }).body).toEqual(plain);
  });

  test("are called one at a time where there is one", () => {
    expect(encode({ tools: [tool("a")], parallelToolCalls: false }).unsupported).toEqual([]);
  });

  test("of Google's own stand beside", () => {
    const extras = { provider_tools: [{ googleSearch: {} }, { type: "web_search_20250305" }, { urlContext: {} }] };
    expect(encode({ tools: [tool("a")], extras }).body.tools).toMatchObject([
      { functionDeclarations: [{ name: "a" }] },
      { googleSearch: {} },
      { googleSearch: {} },
      { urlContext: {} },
    ]);
  });
});

test.each<[string, JsonObject, JsonObject]>([
  ["safety_settings", { safety_settings: [{ category: "c" }] }, { safetySettings: [{ category: "c" }] }],
  ["safetySettings", { safetySettings: [] }, { safetySettings: [] }],
  ["cached_content", { cached_content: "cachedContents/1" }, { cachedContent: "cachedContents/1" }],
  ["modalities", { modalities: ["text", "image"] }, { generationConfig: { responseModalities: ["TEXT", "IMAGE"] } }],
  ["speechConfig", { speech_config: { a: 1 } }, { generationConfig: { speechConfig: { a: 1 } } }],
  ["generationConfig", { generationConfig: { topK: 3 } }, { generationConfig: { topK: 3 } }],
  ["what nobody knows", { labels: { a: "b" } }, { labels: { a: "b" } }],
])("passes on %s", (_, extras, fields) => {
  expect(encode({ extras })).toEqual({ body: { ...plain, ...fields }, unsupported: [] });
});

test("lets no field of the client's replace what the dialect says itself", () => {
  const extras = { contents: [], generationConfig: { maxOutputTokens: 1_000, topK: 3 } };
  expect(encode({ maxOutputTokens: 9, extras }).body).toEqual({
    ...plain,
    generationConfig: { maxOutputTokens: 9, topK: 3 },
  });
});

describe("reasoning", () => {
  test.each<[string, Reasoning, JsonObject | undefined]>([
    ["gemini-2.5-flash", { effort: "none" }, { thinkingBudget: 0, includeThoughts: false }],
    ["gemini-2.5-flash", { enabled: false }, { thinkingBudget: 0, includeThoughts: false }],
    ["gemini-2.5-flash", { effort: "minimal" }, { thinkingBudget: 1, includeThoughts: true }],
    ["gemini-2.5-flash", { effort: "high" }, { thinkingBudget: 4096, includeThoughts: true }],
    ["gemini-2.5-flash", { budgetTokens: 99_999 }, { thinkingBudget: 24_576, includeThoughts: true }],
    ["gemini-2.5-flash", { enabled: true }, { includeThoughts: true }],
    ["gemini-2.5-flash-lite", { effort: "minimal" }, { thinkingBudget: 512, includeThoughts: true }],
    ["gemini-2.5-pro", { effort: "minimal" }, { thinkingBudget: 128, includeThoughts: true }],
    ["gemini-2.5-pro", { effort: "none" }, { thinkingBudget: 128, includeThoughts: false }],
    ["gemini-2.5-pro", { budgetTokens: 99_999 }, { thinkingBudget: 32_768, includeThoughts: true }],
    ["gemini-3-flash-preview", { effort: "none" }, { thinkingLevel: "minimal", includeThoughts: false }],
    ["gemini-3-flash-preview", { effort: "medium" }, { thinkingLevel: "medium", includeThoughts: true }],
    ["gemini-3-flash-preview", { effort: "xhigh" }, { thinkingLevel: "high", includeThoughts: true }],
    ["gemini-3-flash-preview", { budgetTokens: 1024 }, { thinkingLevel: "low", includeThoughts: true }],
    ["gemini-3-flash-preview", { budgetTokens: 31_999 }, { thinkingLevel: "high", includeThoughts: true }],
    ["gemini-3-flash-preview", { enabled: true }, { includeThoughts: true }],
    ["gemini-3-pro-preview", { effort: "minimal" }, { thinkingLevel: "low", includeThoughts: true }],
    ["gemini-3-pro-preview", { effort: "medium" }, { thinkingLevel: "high", includeThoughts: true }],
    ["gemini-3.1-pro-preview", { effort: "medium" }, { thinkingLevel: "medium", includeThoughts: true }],
    ["gemini-flash-latest", { effort: "low" }, { thinkingLevel: "low", includeThoughts: true }],
    ["1234567890", { effort: "low" }, { thinkingBudget: 1024, includeThoughts: true }],
    ["gemini-2.0-flash", { effort: "none" }, undefined],
  ])("of %s: %j", (model, reasoning, thinkingConfig) => {
    const { body, unsupported } = encode({ reasoning }, model);
    expect(body).toEqual({ ...plain, ...(thinkingConfig !== undefined && { generationConfig: { thinkingConfig } }) });
    expect(unsupported).toEqual([]);
  });

  test.each(["gemini-2.0-flash", "gemini-1.5-pro", "gemini-2.5-flash-image", "gemma-3-27b-it"])(
    "is named where %s has none",
    (model) => {
      expect(encode({ reasoning: { effort: "low" } }, model)).toEqual({
        body: plain,
        unsupported: ["reasoning_effort"],
      });
    },
  );

  test("is not asked for unasked", () => {
    expect(encode({}, "gemini-3-pro-preview").body).toEqual(plain);
  });
});
