import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChatRequest, Message, Part } from "../../../../src/core/chat.ts";
import { GatewayError } from "../../../../src/core/errors.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { gemini, geminiClient } from "../../../../src/dialects/gemini/index.ts";
import { message } from "./build.ts";
import { junkObject } from "./junk.ts";

const decode = (body: JsonObject): ChatRequest => geminiClient({ stream: false }).decodeRequest(body);
const contents: readonly JsonObject[] = [{ role: "user", parts: [{ text: "Hi" }] }];
const PLAIN: ChatRequest = { messages: [message("user", "Hi")], tools: [], rare: {}, stream: false, extras: {} };

test.each([true, false])("takes the stream from the address: %s", (stream) => {
  expect(geminiClient({ stream }).decodeRequest({ contents })).toEqual({ ...PLAIN, stream });
});

const messagesOf = (...turns: readonly JsonObject[]): readonly Message[] => decode({ contents: turns }).messages;
const partOf = (part: JsonObject, role = "user"): Part | undefined => messagesOf({ role, parts: [part] })[0]?.parts[0];

describe("contents", () => {
  test("without a role are the user's, and one part may stand without its list", () => {
    expect(messagesOf({ parts: { text: "Hi" } })).toEqual(PLAIN.messages);
    expect(decode({ contents: contents[0] })).toEqual(PLAIN);
  });

  test.each<[string, JsonObject]>([
    ["a content", { systemInstruction: { parts: [{ text: "a" }] } }],
    ["one part", { system_instruction: { parts: { text: "a" } } }],
    ["a text", { systemInstruction: "a" }],
  ])("follow the system prompt: %s", (_, body) => {
    expect(decode({ ...body, contents }).messages).toEqual([message("system", "a"), ...PLAIN.messages]);
  });

  test.each<[string, JsonObject, Part]>([
    ["text", { text: "a" }, { type: "text", text: "a" }],
    [
      "a picture",
      { inlineData: { mimeType: "image/png", data: "AAAA" } },
      { type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" } },
    ],
    [
      "a picture, by its other name",
      { inline_data: { mime_type: "image/png", data: "AAAA" } },
      { type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" } },
    ],
    [
      "a document",
      { inlineData: { mimeType: "application/pdf", data: "AAAA" } },
      { type: "document", source: { kind: "base64", mediaType: "application/pdf", data: "AAAA" } },
    ],
    [
      "a file of text",
      { inlineData: { mimeType: "text/markdown; charset=utf-8", data: "IyDDhA==" } },
      { type: "text", text: "# Ä" },
    ],
    [
      "another file of text",
      { inlineData: { mimeType: "application/json", data: "e30=" } },
      { type: "text", text: "{}" },
    ],
    [
      "what is called text, and is not",
      { inlineData: { mimeType: "text/plain", data: "%" } },
      { type: "document", source: { kind: "base64", mediaType: "text/plain", data: "%" } },
    ],
    ["sound", { inlineData: { mimeType: "audio/mpeg", data: "AAAA" } }, { type: "audio", data: "AAAA", format: "mp3" }],
    [
      "a file",
      { fileData: { fileUri: "https://x.test/a.pdf" } },
      { type: "document", source: { kind: "url", url: "https://x.test/a.pdf" } },
    ],
    [
      "a picture elsewhere",
      { fileData: { fileUri: "https://x.test/a", mimeType: "image/png" } },
      { type: "image", source: { kind: "url", url: "https://x.test/a" } },
    ],
  ])("hold %s", (_, part, decoded) => {
    expect(partOf(part)).toEqual(decoded);
  });

  test.each<[string, JsonObject, Part | undefined]>([
    [
      "a thought",
      { text: "a", thought: true, thoughtSignature: "s" },
      { type: "reasoning", text: "a", signature: "s" },
    ],
    [
      "a call",
      { functionCall: { id: "c", name: "f", args: { a: 1 } }, thoughtSignature: "s" },
      { type: "tool-call", id: "c", name: "f", input: '{"a":1}', signature: "s" },
    ],
    ["nothing of code that Google ran", { executableCode: { code: "1" } }, undefined],
    ["nothing of a signature alone", { text: "", thoughtSignature: "s" }, undefined],
  ])("of the model hold %s", (_, part, decoded) => {
    expect(partOf(part, "model")).toEqual(decoded);
  });
});

describe("calls without ids", () => {
  const called = (name: string): JsonObject => ({ functionCall: { name } });
  const answered = (name: string, response: JsonObject = {}): JsonObject => ({ functionResponse: { name, response } });

  test("get some, by which results find them in whatever order", () => {
    const messages = messagesOf(
      { role: "model", parts: [called("f"), called("g"), called("f")] },
      { role: "user", parts: [answered("g"), answered("f"), { text: "a" }, answered("f")] },
      { role: "model", parts: [called("f")] },
      { role: "function", parts: [answered("f")] },
    );
    const idsOf = ({ parts }: Message) => parts.map((part) => ("id" in part ? part.id : ""));
    expect(messages.map(({ role }) => role)).toEqual(["assistant", "tool", "user", "assistant", "tool"]);
    expect(messages.map(idsOf)).toEqual([
      ["call_0", "call_1", "call_2"],
      ["call_1", "call_0", "call_2"],
      [""],
      ["call_3"],
      ["call_3"],
    ]);
  });

  test.each<[JsonObject, string, boolean]>([
    [{ output: "a" }, "a", false],
    [{ output: { a: 1 } }, '{"a":1}', false],
    [{ error: "a" }, "a", true],
    [{ result: "a" }, '{"result":"a"}', false],
    [{ output: "a", error: "b" }, '{"output":"a","error":"b"}', false],
  ])("have results: %j", (response, text, isError) => {
    expect(partOf(answered("f", response))).toMatchObject({
      content: [{ type: "text", text }],
      ...(isError && { isError }),
    });
  });

  test("have pictures in their results", () => {
    const parts = [{ inlineData: { mimeType: "image/png", data: "AAAA" } }];
    expect(partOf({ functionResponse: { name: "f", response: {}, parts } })).toMatchObject({
      content: [{ type: "text", text: "{}" }, { type: "image" }],
    });
  });
});

test.each<[string, JsonObject, Partial<ChatRequest>]>([
  ["maxOutputTokens", { maxOutputTokens: 9 }, { maxOutputTokens: 9 }],
  ["its other name", { max_output_tokens: 9 }, { maxOutputTokens: 9 }],
  ["sampling", { temperature: 0, topP: 0.5, topK: 3 }, { temperature: 0, topP: 0.5, topK: 3 }],
  ["Gemini's own defaults as no wish", { temperature: 1, topP: 0.95, topK: 64 }, { temperature: 1 }],
  ["one of them as a wish", { topP: 0.95, topK: 3 }, { topP: 0.95, topK: 3 }],
  ["stopSequences", { stopSequences: ["a"] }, { stop: ["a"] }],
  [
    "rare settings",
    { seed: 1, frequencyPenalty: 1, presencePenalty: 2 },
    { rare: { seed: 1, frequencyPenalty: 1, presencePenalty: 2 } },
  ],
  // Nobody is asked, and paid, for what the answer would not tell.
  ["more than an answer holds as nothing", { candidateCount: 2, responseLogprobs: true, logprobs: 3 }, {}],
  ["JSON", { responseMimeType: "application/json" }, { responseFormat: { type: "json" } }],
  ["text", { responseMimeType: "text/plain" }, {}],
  [
    "a schema",
    { responseMimeType: "application/json", responseJsonSchema: { type: "object" } },
    { responseFormat: { type: "json-schema", name: "response", schema: { type: "object" } } },
  ],
  [
    "a schema in Google's own language",
    {
      responseMimeType: "application/json",
      responseSchema: {
        type: "OBJECT",
        properties: {
          type: { type: "STRING", nullable: true },
          a: { type: "ARRAY", items: { type: "INTEGER" }, minItems: "1" },
        },
        propertyOrdering: ["a"],
      },
    },
    {
      responseFormat: {
        type: "json-schema",
        name: "response",
        schema: {
          type: "object",
          properties: {
            type: { type: ["string", "null"] },
            a: { type: "array", items: { type: "integer" }, minItems: 1 },
          },
        },
      },
    },
  ],
  // As the Gemini CLI has it.
  [
    "a schema in Google's own language under the name of the other",
    {
      responseMimeType: "application/json",
      responseJsonSchema: { type: "OBJECT", properties: { a: { type: "INTEGER" } } },
    },
    {
      responseFormat: {
        type: "json-schema",
        name: "response",
        schema: { type: "object", properties: { a: { type: "integer" } } },
      },
    },
  ],
  ["pictures", { responseModalities: ["TEXT", "IMAGE"] }, { extras: { modalities: ["text", "image"] } }],
  ["only text", { responseModalities: ["TEXT"] }, {}],
  ["no thinking", { thinkingConfig: { thinkingBudget: 0 } }, { reasoning: { enabled: false } }],
  ["a budget", { thinkingConfig: { thinkingBudget: 500 } }, { reasoning: { budgetTokens: 500, enabled: true } }],
  ["the model's own budget", { thinkingConfig: { thinkingBudget: -1 } }, { reasoning: { enabled: true } }],
  ["a level", { thinkingConfig: { thinkingLevel: "HIGH" } }, { reasoning: { effort: "high", enabled: true } }],
  ["shown thoughts", { thinkingConfig: { includeThoughts: true } }, { reasoning: { enabled: true } }],
  ["hidden thoughts", { thinkingConfig: { includeThoughts: false } }, {}],
])("reads %s", (_, generationConfig, fields) => {
  expect(decode({ contents, generationConfig })).toEqual({ ...PLAIN, ...fields });
});

test("keeps Google's own affairs to itself, and what nobody knows for the provider", () => {
  const own = { safetySettings: [{ category: "c" }], labels: { a: "b" }, model: "models/x" };
  expect(decode({ contents, ...own, serviceTier: "flex", newField: 1 })).toEqual({
    ...PLAIN,
    serviceTier: "flex",
    extras: { newField: 1 },
  });
});

describe("tools", () => {
  const functionDeclarations = [
    { name: "f", description: "d", parameters: { type: "OBJECT", properties: {} } },
    { name: "g", parametersJsonSchema: { type: "object" } },
    { name: "h" },
  ];

  test("are told with their schemas", () => {
    expect(decode({ contents, tools: [{ functionDeclarations }] }).tools).toEqual([
      { name: "f", description: "d", schema: { type: "object", properties: {} } },
      { name: "g", schema: { type: "object" } },
      { name: "h", schema: { type: "object", properties: {} } },
    ]);
  });

  test.each<[JsonObject, ChatRequest["toolChoice"], number]>([
    [{ mode: "AUTO" }, { type: "auto" }, 3],
    [{ mode: "VALIDATED" }, { type: "auto" }, 3],
    [{ mode: "none" }, { type: "none" }, 3],
    [{ mode: "ANY" }, { type: "required" }, 3],
    [{ mode: "ANY", allowedFunctionNames: ["g"] }, { type: "tool", name: "g" }, 1],
    [{ mode: "ANY", allowed_function_names: ["g", "h"] }, { type: "required" }, 2],
  ])("are chosen: %j", (functionCallingConfig, toolChoice, length) => {
    const { tools, ...rest } = decode({
      contents,
      tools: [{ functionDeclarations }],
      toolConfig: { functionCallingConfig },
    });
    expect(rest.toolChoice).toEqual(toolChoice);
    expect(tools).toHaveLength(length);
  });
});

describe("a refusal names the field", () => {
  test.each<[string, JsonObject]>([
    ["contents", { contents: 1 }],
    ["contents[0].role", { contents: [{ role: "system" }] }],
    ["contents[0].parts", { contents: [{ role: "model", parts: [{ functionResponse: { name: "f" } }] }] }],
    ["contents[0].parts", { contents: [{ role: "user", parts: [{ functionCall: { name: "f" } }] }] }],
    ["contents[0].parts[0]", { contents: [{ parts: [{ videoMetadata: {} }] }] }],
    ["contents[0].parts[0].text", { contents: [{ parts: [{ text: 1 }] }] }],
    ["contents[0].parts[0].inlineData.mimeType", { contents: [{ parts: [{ inlineData: { data: "A" } }] }] }],
    ["systemInstruction.parts[0].text", { contents, systemInstruction: { parts: [{ inlineData: {} }] } }],
    ["cachedContent", { contents, cachedContent: "cachedContents/1" }],
    ["tools[0].googleSearch.excludeDomains", { contents, tools: [{ googleSearch: { excludeDomains: "a.test" } }] }],
    ["tools[0].functionDeclarations[0].name", { contents, tools: [{ functionDeclarations: [{}] }] }],
    ["toolConfig.functionCallingConfig.mode", { contents, toolConfig: { functionCallingConfig: { mode: "SOME" } } }],
    ["generationConfig.responseMimeType", { contents, generationConfig: { responseMimeType: "text/x.enum" } }],
    ["generationConfig.stopSequences[0]", { contents, generationConfig: { stopSequences: [1] } }],
    ["generationConfig.topK", { contents, generationConfig: { topK: "3" } }],
    [
      "generationConfig.thinkingConfig.thinkingLevel",
      { contents, generationConfig: { thinkingConfig: { thinkingLevel: "x" } } },
    ],
  ])("%s", (param, body) => {
    expect(() => decode(body)).toThrow(expect.objectContaining({ name: "GatewayError", param }) as GatewayError);
  });

  test("whatever is sent", () => {
    fc.assert(
      fc.property(junkObject, (body) => {
        const client = geminiClient({ stream: true });
        try {
          client.textsOf(body);
          client.readIntent(body);
          gemini.encodeRequest(client.decodeRequest(body), { model: "gemini-3-pro-preview" });
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

const words = fc.string({ unit: "grapheme", minLength: 1 });
const name = fc.constantFrom("f", "g");
const blob = fc
  .constantFrom("image/png", "application/pdf", "audio/wav")
  .map((mimeType): JsonObject => ({ inlineData: { mimeType, data: "AAAA" } }));
const said = fc.oneof(
  words.map((text): JsonObject => ({ text })),
  blob,
);
const exchange = fc
  .tuple(
    fc.array(fc.tuple(name, fc.dictionary(words, fc.jsonValue()), fc.dictionary(words, fc.jsonValue())), {
      maxLength: 3,
    }),
    fc.array(
      words.map((text): JsonObject => ({ text })),
      { minLength: 1 },
    ),
    fc.array(said, { minLength: 1 }),
  )
  .map(([calls, spoken, asked]): readonly JsonObject[] => [
    {
      role: "model",
      parts: [...spoken, ...calls.map(([called, args]) => ({ functionCall: { name: called, args } }))],
    },
    {
      role: "user",
      parts: [...calls.map(([called, , response]) => ({ functionResponse: { name: called, response } })), ...asked],
    },
  ]);
const config = fc.record(
  {
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    topK: fc.integer({ min: 1, max: 40 }),
    maxOutputTokens: fc.integer({ min: 1 }),
    stopSequences: fc.array(words, { minLength: 1 }),
    seed: fc.integer(),
    responseMimeType: fc.constant("application/json"),
    thinkingConfig: fc.integer({ min: -1, max: 24_576 }).map((thinkingBudget) => ({ thinkingBudget })),
    responseModalities: fc.constantFrom(["TEXT", "IMAGE"], ["IMAGE"]),
  },
  { requiredKeys: [] },
);
const request = fc.record(
  {
    contents: fc
      .tuple(fc.array(said, { minLength: 1 }), fc.array(exchange))
      .map(([parts, more]) => [{ role: "user", parts }, ...more.flat()]),
    systemInstruction: fc.array(words, { minLength: 1 }).map((texts) => ({ parts: texts.map((text) => ({ text })) })),
    generationConfig: config,
    tools: fc.constant([
      { functionDeclarations: [{ name: "f", description: "d", parameters: { type: "OBJECT", properties: {} } }] },
    ]),
    toolConfig: fc.constantFrom("AUTO", "ANY", "NONE").map((mode) => ({ functionCallingConfig: { mode } })),
    serviceTier: fc.constantFrom("standard", "flex", "priority"),
  },
  { requiredKeys: ["contents", "tools"] },
);

test("any request can be said to Gemini and read again", () => {
  fc.assert(
    fc.property(request, (body) => {
      const decoded = decode(JSON.parse(JSON.stringify(body)) as JsonObject);
      const encoded = gemini.encodeRequest(decoded, { model: "gemini-2.5-flash" });
      expect(encoded.unsupported).toEqual([]);
      expect(decode(JSON.parse(JSON.stringify(encoded.body)) as JsonObject)).toEqual(decoded);
    }),
  );
});
