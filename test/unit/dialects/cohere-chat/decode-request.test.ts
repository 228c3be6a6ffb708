import { describe, expect, test } from "vitest";
import type { ChatRequest } from "../../../../src/core/chat.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { cohereChat } from "../../../../src/dialects/cohere-chat/index.ts";
import { assistant, call, chatRequest, system, tool, user } from "../anthropic-messages/chat-request.ts";

const messages = [{ role: "user", content: "Hi" }];
const decode = (fields: JsonObject = {}) => cohereChat.decodeRequest({ model: "m", messages, ...fields });

describe("the settings", () => {
  test("of the simplest request are its messages", () => {
    expect(decode()).toEqual(chatRequest());
  });

  test("are told by the names that all dialects share", () => {
    expect(
      decode({
        max_tokens: 77,
        temperature: 0.3,
        p: 0.9,
        k: 5,
        stop_sequences: ["END"],
        seed: 7,
        frequency_penalty: 0.5,
        presence_penalty: 1,
        stream: true,
      }),
    ).toEqual(
      chatRequest({
        maxOutputTokens: 77,
        temperature: 0.3,
        topP: 0.9,
        topK: 5,
        stop: ["END"],
        rare: { seed: 7, frequencyPenalty: 0.5, presencePenalty: 1 },
        stream: true,
      }),
    );
  });

  test("that are left open or are Cohere's business go to nobody", () => {
    const open = { temperature: null, tools: null, documents: null, thinking: null, of_tomorrow: null };
    expect(
      decode({ ...open, k: 0, priority: 3, safety_mode: "CONTEXTUAL", citation_options: { mode: "OFF" } }),
    ).toEqual(chatRequest());
  });

  test("that Cohere does not define are kept", () => {
    expect(decode({ web_search: true }).extras).toEqual({ web_search: true });
  });

  test.each<[string, JsonObject]>([
    ["temperature", { temperature: "hot" }],
    ["p", { p: "most" }],
    ["k", { k: [] }],
    ["seed", { seed: "x" }],
    ["stop_sequences", { stop_sequences: "END" }],
    ["stop_sequences[1]", { stop_sequences: ["END", 5] }],
    ["thinking", { thinking: true }],
    ["thinking.type", { thinking: { type: "adaptive" } }],
    ["thinking.token_budget", { thinking: { type: "enabled", token_budget: "all" } }],
    ["response_format.type", { response_format: { type: "json_schema" } }],
    ["response_format.json_schema", { response_format: { type: "json_object", json_schema: "{}" } }],
    ["tools", { tools: {} }],
    ["tools[0].type", { tools: [{ type: "web_search" }] }],
    ["tools[0].function", { tools: [{ type: "function" }] }],
    ["tools[0].function.name", { tools: [{ type: "function", function: {} }] }],
    ["tool_choice", { tool_choice: "required" }],
    ["strict_tools", { strict_tools: "yes" }],
    ["documents", { documents: "Low at three." }],
    ["documents[1]", { documents: ["a", 5] }],
    ["documents[0].data", { documents: [{ id: "1" }] }],
    ["documents[0].id", { documents: [{ id: 1, data: {} }] }],
  ])("are named where they are wrong: %s", (param, fields) => {
    expect(() => decode(fields)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });
});

describe("what only Cohere gives", () => {
  test.each<[JsonObject, readonly string[]]>([
    [{}, []],
    [{ logprobs: false, safety_mode: "OFF", citation_options: {} }, []],
    [{ citation_options: { mode: "DISABLED" } }, []],
    [{ logprobs: true }, ["logprobs"]],
    [{ citation_options: { mode: "FAST" } }, ["citation_options"]],
    [{ safety_mode: "STRICT" }, ["safety_mode"]],
  ])("is listed: %j", (fields, names) => {
    expect(cohereChat.listUntranslatable?.({ messages, ...fields })).toEqual(names);
  });
});

describe("the format of the answer", () => {
  const schema = { type: "object", properties: {} };
  test.each<[JsonObject, ChatRequest["responseFormat"]]>([
    [{ type: "text" }, { type: "text" }],
    [{ type: "json_object" }, { type: "json" }],
    [
      { type: "json_object", json_schema: schema },
      { type: "json-schema", name: "response", schema },
    ],
  ])("%j", (response_format, responseFormat) => {
    expect(decode({ response_format })).toEqual(chatRequest({ ...(responseFormat && { responseFormat }) }));
  });
});

test.each<[JsonObject, ChatRequest["reasoning"]]>([
  [{ type: "disabled" }, { enabled: false }],
  [{ type: "enabled" }, { enabled: true }],
  [
    { type: "enabled", token_budget: 300 },
    { enabled: true, budgetTokens: 300 },
  ],
])("the wish to think: %j", (thinking, reasoning) => {
  expect(decode({ thinking })).toEqual(chatRequest({ ...(reasoning && { reasoning }) }));
});

describe("tools", () => {
  const parameters = { type: "object", properties: { port: { type: "string" } } };
  const tools = [
    { type: "function", function: { name: "get_tide", description: "The tide.", parameters } },
    { type: "function", function: { name: "get_wind" } },
  ];
  const [tide, wind] = [
    { name: "get_tide", description: "The tide.", schema: parameters },
    { name: "get_wind", schema: { type: "object", properties: {} } },
  ];

  test.each<[string, JsonObject, Partial<ChatRequest>]>([
    ["may be called", {}, { tools: [tide, wind] }],
    ["must be called", { tool_choice: "REQUIRED" }, { tools: [tide, wind], toolChoice: { type: "required" } }],
    ["must not be called", { tool_choice: "NONE" }, { tools: [tide, wind], toolChoice: { type: "none" } }],
    ["are strict together", { strict_tools: true }, { tools: [tide, wind].map((each) => ({ ...each, strict: true })) }],
  ])("%s", (_, fields, expected) => {
    expect(decode({ tools, ...fields })).toEqual(chatRequest(expected));
  });
});

const decodeMessages = (...said: readonly JsonObject[]) => decode({ messages: said }).messages;

describe("messages", () => {
  test("keep their roles and their order", () => {
    expect(
      decodeMessages(
        { role: "system", content: [{ type: "text", text: "Be brief." }] },
        { role: "user", content: [{ type: "text", text: "Hi" }] },
        { role: "assistant", content: "High water", citations: [{ start: 0, end: 4, text: "High" }] },
      ),
    ).toEqual([system("Be brief."), user("Hi"), assistant("High water")]);
  });

  test("may show pictures", () => {
    const [data, url] = ["data:image/png;base64,AA==", "https://a.test/b.png"];
    expect(
      decodeMessages({
        role: "user",
        content: [
          { type: "text", text: "See:" },
          { type: "image_url", image_url: { url: data, detail: "low" } },
          { type: "image_url", image_url: { url } },
        ],
      }),
    ).toEqual([
      user(
        "See:",
        { type: "image", source: { kind: "base64", mediaType: "image/png", data: "AA==" }, detail: "low" },
        { type: "image", source: { kind: "url", url } },
      ),
    ]);
  });

  test("of a tool loop carry the plan, the calls and their results", () => {
    const callOf = (id: string, input: string) => ({
      id,
      type: "function",
      function: { name: "get_tide", arguments: input },
    });
    expect(
      decodeMessages(
        { role: "assistant", tool_plan: "I look.", tool_calls: [callOf("a", '{"port":"x"}'), callOf("b", "")] },
        { role: "tool", tool_call_id: "a", content: "At nine." },
        {
          role: "tool",
          tool_call_id: "b",
          content: [
            { type: "text", text: "Here:" },
            { type: "document", document: { id: "d", data: { tide: "low", metres: 0.4 } } },
            { type: "document", document: { data: '{"tide":"high"}' } },
          ],
        },
      ),
    ).toEqual([
      assistant({ type: "reasoning", text: "I look." }, call("a", '{"port":"x"}'), call("b")),
      tool("a", "At nine."),
      tool("b", "Here:", "id: d\ntide: low\nmetres: 0.4", '{"tide":"high"}'),
    ]);
  });

  test("of an assistant may hold thinking, and nothing at all", () => {
    const content = [
      { type: "thinking", thinking: "Hm." },
      { type: "text", text: "Low" },
    ];
    expect(decodeMessages({ role: "assistant", content }, { role: "assistant", content: null })).toEqual([
      assistant({ type: "reasoning", text: "Hm." }, "Low"),
      assistant(),
    ]);
  });

  test.each<[string, JsonObject]>([
    ["messages[0].role", { role: "developer", content: "a" }],
    ["messages[0].content", { role: "user" }],
    ["messages[0].content[0].type", { role: "user", content: [{ type: "document", document: "a" }] }],
    ["messages[0].content[0].type", { role: "system", content: [{ type: "image_url" }] }],
    ["messages[0].content[0].type", { role: "assistant", content: [{ type: "image_url" }] }],
    ["messages[0].content[0].text", { role: "user", content: [{ type: "text" }] }],
    ["messages[0].content[0].image_url", { role: "user", content: [{ type: "image_url", image_url: "https://a" }] }],
    [
      "messages[0].content[0].image_url.url",
      { role: "user", content: [{ type: "image_url", image_url: { url: "a" } }] },
    ],
    ["messages[0].tool_call_id", { role: "tool", content: "a" }],
    ["messages[0].content[0].type", { role: "tool", tool_call_id: "c", content: [{ type: "image_url" }] }],
    ["messages[0].tool_calls[0].id", { role: "assistant", tool_calls: [{ function: { name: "f" } }] }],
    ["messages[0].tool_calls[0].function.name", { role: "assistant", tool_calls: [{ id: "c", function: {} }] }],
    [
      "messages[0].tool_calls[0].function.arguments",
      { role: "assistant", tool_calls: [{ id: "c", function: { name: "f", arguments: 5 } }] },
    ],
  ])("are named where they are wrong: %s", (param, message) => {
    expect(() => decodeMessages(message)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });
});

describe("documents", () => {
  const documents = ["Low at three.", { id: "1", data: { title: "Tides", text: "High at nine." } }];
  const texts = ["Low at three.", "id: 1\ntitle: Tides\ntext: High at nine."];

  test("stand as texts before what the user says last", () => {
    const said = [
      ...messages,
      { role: "assistant", content: "Hello" },
      ...messages,
      { role: "assistant", content: "So" },
    ];
    expect(decode({ documents, messages: said }).messages).toEqual([
      user("Hi"),
      assistant("Hello"),
      user(...texts, "Hi"),
      assistant("So"),
    ]);
  });

  test("stand alone where no user says anything", () => {
    expect(decode({ documents, messages: [{ role: "system", content: "Be brief." }] }).messages).toEqual([
      system("Be brief."),
      user(...texts),
    ]);
  });
});

test("a request survives both ways", () => {
  const image = { type: "image", source: { kind: "url", url: "https://a.test/b.png" }, detail: "low" } as const;
  const request = chatRequest({
    messages: [
      system("Be brief."),
      user("Hi", image),
      assistant({ type: "reasoning", text: "I look." }, call("a")),
      tool("a", "Low"),
      assistant("Low."),
    ],
    tools: [{ name: "get_tide", description: "The tide.", schema: { type: "object" }, strict: true }],
    toolChoice: { type: "required" },
    reasoning: { enabled: true, budgetTokens: 9 },
    maxOutputTokens: 9,
    temperature: 0.5,
    topP: 0.5,
    topK: 5,
    stop: ["END"],
    rare: { seed: 1, frequencyPenalty: 0.5, presencePenalty: 0.25 },
    stream: true,
  });
  const { body, unsupported } = cohereChat.encodeRequest(request, { model: "m" });
  expect(unsupported).toEqual([]);
  expect(cohereChat.decodeRequest(body)).toEqual(request);
});
