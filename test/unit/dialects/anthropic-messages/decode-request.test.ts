import { describe, expect, test } from "vitest";
import type { ChatRequest } from "../../../../src/core/chat.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { anthropicMessages } from "../../../../src/dialects/anthropic-messages/index.ts";

const decode = (fields: JsonObject): ChatRequest =>
  anthropicMessages.decodeRequest({
    model: "m",
    max_tokens: 9,
    messages: [{ role: "user", content: "Hi" }],
    ...fields,
  });

const PLAIN: ChatRequest = {
  messages: [{ role: "user", parts: [{ type: "text", text: "Hi" }] }],
  tools: [],
  maxOutputTokens: 9,
  rare: {},
  stream: false,
  extras: {},
};

const schema = { type: "object" };
const refusal = (code: string, param: string) => expect.objectContaining({ code, param }) as Error;

describe("the settings", () => {
  test.each<[JsonObject, Partial<ChatRequest>]>([
    [{}, {}],
    [
      { temperature: 0, top_p: 0.5, top_k: 3 },
      { temperature: 0, topP: 0.5, topK: 3 },
    ],
    [
      {
        temperature: null,
        top_p: null,
        stop_sequences: null,
        metadata: null,
        tools: null,
        thinking: null,
        output_config: null,
      },
      {},
    ],
    [{ stop_sequences: ["END"] }, { stop: ["END"] }],
    [{ stream: true }, { stream: true }],
    [{ metadata: { user_id: "u-9" } }, { user: "u-9" }],
    [{ metadata: {} }, {}],
    [{ new_field: { a: 1 }, seed: 4 }, { extras: { new_field: { a: 1 }, seed: 4 } }],
    [{ tools: [{ name: "f", input_schema: schema }] }, { tools: [{ name: "f", schema }] }],
    [
      {
        tools: [
          {
            type: "custom",
            name: "f",
            description: "D",
            input_schema: schema,
            strict: true,
            cache_control: { type: "ephemeral" },
          },
        ],
      },
      { tools: [{ name: "f", description: "D", schema, strict: true, cache: {} }] },
    ],
    [{ tool_choice: { type: "auto" } }, { toolChoice: { type: "auto" } }],
    [{ tool_choice: { type: "none" } }, { toolChoice: { type: "none" } }],
    [
      { tool_choice: { type: "any", disable_parallel_tool_use: true } },
      { toolChoice: { type: "required" }, parallelToolCalls: false },
    ],
    [
      { tool_choice: { type: "tool", name: "f", disable_parallel_tool_use: false } },
      { toolChoice: { type: "tool", name: "f" } },
    ],
    [{ thinking: { type: "enabled", budget_tokens: 2000 } }, { reasoning: { budgetTokens: 2000, enabled: true } }],
    [{ thinking: { type: "adaptive", display: "summarized" } }, { reasoning: { enabled: true } }],
    [{ thinking: { type: "between_tools" } }, { reasoning: { enabled: true } }],
    [{ thinking: { type: "disabled" }, output_config: { effort: "high" } }, { reasoning: { enabled: false } }],
    [{ output_config: { effort: "low" } }, { reasoning: { effort: "low" } }],
    [
      { thinking: { type: "adaptive" }, output_config: { effort: "max" } },
      { reasoning: { effort: "xhigh", enabled: true } },
    ],
    [
      { output_config: { format: { type: "json_schema", schema } } },
      { responseFormat: { type: "json-schema", name: "response", schema } },
    ],
    [
      { output_format: { type: "json_schema", schema } },
      { responseFormat: { type: "json-schema", name: "response", schema } },
    ],
    [{ output_config: { format: null }, output_format: null }, {}],
  ])("%j", (body, fields) => {
    expect(decode(body)).toEqual({ ...PLAIN, ...fields });
  });

  test.each([
    { cache_control: { type: "ephemeral" } },
    { context_management: { edits: [] } },
    { anthropic_version: "vertex-2023-10-16" },
    { mcp_servers: [], container: null },
  ])("that are Anthropic's own affair end here: %j", (body) => {
    expect(decode(body)).toEqual(PLAIN);
  });
});

describe("what only Anthropic offers", () => {
  test.each<[string, JsonObject]>([
    ["mcp_servers", { mcp_servers: [{ type: "url", url: "https://example.com" }] }],
    ["container", { container: "container_1" }],
    ["inference_geo", { inference_geo: "us" }],
    ["compaction", { compaction: {} }],
    ["thread", { thread: { type: "create" } }],
    [
      "messages[0].content[0].source.type",
      { messages: [{ role: "user", content: [{ type: "image", source: { type: "file", file_id: "f" } }] }] },
    ],
    [
      "messages[0].content[0].type",
      { messages: [{ role: "user", content: [{ type: "container_upload", file_id: "f" }] }] },
    ],
  ])("is refused by name: %s", (param, body) => {
    expect(() => decode(body)).toThrow(refusal("unsupported_parameter", param));
  });
});

describe("what cannot be understood", () => {
  test.each<[string, JsonObject]>([
    ["max_tokens", { max_tokens: 1.5 }],
    ["max_tokens", { max_tokens: -1 }],
    ["temperature", { temperature: "hot" }],
    ["stop_sequences", { stop_sequences: "END" }],
    ["stop_sequences[1]", { stop_sequences: ["END", 1] }],
    ["metadata.user_id", { metadata: { user_id: 9 } }],
    ["tools", { tools: {} }],
    ["tools[0].name", { tools: [{ input_schema: schema }] }],
    ["tools[0].input_schema", { tools: [{ name: "f" }] }],
    ["tool_choice.type", { tool_choice: { type: "required" } }],
    ["tool_choice.name", { tool_choice: { type: "tool" } }],
    ["thinking.type", { thinking: { type: "on" } }],
    ["thinking.budget_tokens", { thinking: { type: "enabled", budget_tokens: "many" } }],
    ["output_config.format.type", { output_config: { format: { type: "json" } } }],
    ["output_config.format.schema", { output_config: { format: { type: "json_schema" } } }],
    ["output_format.schema", { output_format: { type: "json_schema" } }],
  ])("is named: %s", (param, body) => {
    expect(() => decode(body)).toThrow(refusal("invalid_request", param));
  });
});

test.each([
  ["auto", "auto"],
  ["standard_only", "default"],
])("the service tier %s is %s to others", (service_tier, serviceTier) => {
  expect(decode({ service_tier })).toEqual({ ...PLAIN, serviceTier });
});
