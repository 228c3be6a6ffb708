import { describe, expect, test } from "vitest";
import { adapters } from "../../../src/adapters/index.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { deploymentOf } from "../../support/deployments.ts";

const serviceOf = (provider: string) => {
  const service = adapters.get(provider)?.serves.chat;
  if (service === undefined) throw new RangeError(provider);
  return service;
};
const adjust = (provider: string, body: JsonObject) =>
  serviceOf(provider).adjust?.(body, deploymentOf({ provider }), false) ?? body;
const rejected = (provider: string, body: JsonObject) => serviceOf(provider).rejects?.(body) ?? [];

const tool = (more: object) => ({ tools: [{ type: "function", function: { name: "f", ...more } }] });
const said = (role: string, more: object) => ({ messages: [{ role, ...more }] });
const texts = [
  { type: "text", text: "a" },
  { type: "text", text: "b" },
];

test("a text completion is asked of a model by the name that it has for chats", () => {
  const { also = [] } = serviceOf("fireworks_ai");
  const [completions] = also.filter(({ path }) => path === "/completions");
  const deployment = deploymentOf({ provider: "fireworks_ai" });
  expect(completions?.adjust?.({ model: "qwen3-8b", prompt: "p" }, deployment, false)).toEqual({
    model: "accounts/fireworks/models/qwen3-8b",
    prompt: "p",
  });
});

describe("a body as the provider takes it", () => {
  test.each<[string, object, object]>([
    ["cerebras", said("assistant", { content: "a", reasoning_content: "r" }), said("assistant", { content: "a" })],
    [
      "clarifai",
      { model: "openai.chat-completion.gpt-4o" },
      { model: "https://clarifai.com/openai/chat-completion/models/gpt-4o" },
    ],
    ["codestral", { seed: 1 }, { random_seed: 1 }],
    ["custom_openai", said("developer", { content: "a" }), said("system", { content: "a" })],
    ["dashscope", said("user", { content: texts }), said("user", { content: "ab" })],
    ["deepinfra", said("tool", { content: texts }), said("tool", { content: "ab" })],
    ["deepinfra", said("user", { content: texts }), said("user", { content: texts })],
    ["deepseek", said("developer", { content: texts }), said("system", { content: "ab" })],
    ["deepseek", { reasoning_effort: "none" }, { thinking: { type: "disabled" } }],
    ["deepseek", { reasoning_effort: "high" }, { reasoning_effort: "high" }],
    ["fireworks_ai", { model: "qwen3-8b" }, { model: "accounts/fireworks/models/qwen3-8b" }],
    ["fireworks_ai", tool({ strict: true, parameters: { a: 1 } }), tool({ parameters: { a: 1 } })],
    [
      "fireworks_ai",
      { response_format: { type: "json_schema", json_schema: { name: "n", schema: { type: "object" } } } },
      { response_format: { type: "json_object", schema: { type: "object" } } },
    ],
    ["groq", said("user", { content: "a", name: "ann", refusal: null }), said("user", { content: "a" })],
    ["groq", { frequency_penalty: 0, logprobs: false }, { frequency_penalty: 0 }],
    ["groq", { max_completion_tokens: 5 }, { max_completion_tokens: 5 }],
    ["heroku", said("user", { content: texts }), said("user", { content: "ab" })],
    ["hosted_vllm", tool({ parameters: { additionalProperties: false } }), tool({ parameters: {} })],
    ["meta_llama", { response_format: { type: "text" } }, {}],
    ["mistral", said("user", { content: "a", name: "ann" }), said("user", { content: "a" })],
    ["mistral", said("tool", { content: "a", name: "f" }), said("tool", { content: "a", name: "f" })],
    ["mistral", said("assistant", { content: "" }), { messages: [] }],
    [
      "mistral",
      tool({ parameters: { $schema: "s", additionalProperties: false, type: "object" } }),
      tool({ parameters: { type: "object" } }),
    ],
    ["minimax", { temperature: 1.5, max_tokens: 5 }, { temperature: 1, max_completion_tokens: 5 }],
    ["mistral", said("assistant", { content: "a", function_call: null }), said("assistant", { content: "a" })],
    ["openai", said("developer", { content: "a" }), said("developer", { content: "a" })],
    ["openai", { model: "o3", ...said("developer", {}) }, { model: "o3", ...said("developer", {}) }],
    ["litellm_proxy", said("developer", { content: "a" }), said("developer", { content: "a" })],
    ["moonshot", { temperature: 1.5, max_tokens: 5 }, { temperature: 1, max_completion_tokens: 5 }],
    ["moonshot", { model: "kimi-k3", top_p: 1 }, { model: "kimi-k3" }],
    ["perplexity", { tools: [], tool_choice: "auto", top_p: 1 }, { top_p: 1 }],
    ["sambanova", { max_completion_tokens: 5 }, { max_tokens: 5 }],
    ["together_ai", { response_format: { type: "text" } }, {}],
    ["xai", tool({ strict: true }), tool({})],
    ["xai", said("system", { content: "a", name: "n" }), said("system", { content: "a" })],
    ["xai", said("user", { content: "a", name: "n" }), said("user", { content: "a", name: "n" })],
    ["xai", { model: "grok-4", stop: null }, { model: "grok-4" }],
    ["zai", { reasoning_effort: "none" }, { thinking: { type: "disabled" } }],
  ])("of %s: %j is sent as %j", (provider, body, sent) => {
    expect(adjust(provider, body as JsonObject)).toEqual(sent);
  });

  test("Mistral's ids of tool calls are nine characters long", () => {
    const messages = [
      { role: "assistant", tool_calls: [{ id: "call_0123456789", function: { name: "f" } }] },
      { role: "tool", tool_call_id: "call_0123456789", content: "1" },
    ];
    const id: unknown = expect.stringMatching(/^[A-Za-z0-9]{9}$/);
    expect(adjust("mistral", { messages })).toMatchObject({
      messages: [{ tool_calls: [{ id }] }, { tool_call_id: id }],
    });
  });

  test("Moonshot is asked for a tool call in words", () => {
    const body = { messages: [{ role: "user", content: "a" }], tool_choice: "required" };
    expect(adjust("moonshot", body)).toMatchObject({ messages: [{ content: "a" }, { role: "user" }] });
    expect(adjust("moonshot", body)).not.toHaveProperty("tool_choice");
  });

  test("embeddings have other names than chats, and no other models", () => {
    const service = adapters.get("fireworks_ai")?.serves.embedding;
    const body = { model: "nomic-ai/nomic-embed-text-v1.5", input: "a" };
    expect(service?.adjust?.(body, deploymentOf(), false)).toEqual(body);
  });
});

describe("what a provider is known to refuse", () => {
  const sampling = { temperature: 0.5, top_p: 0.9, frequency_penalty: 1 };

  test.each<[string, object, readonly string[]]>([
    ["cerebras", { frequency_penalty: 1, logit_bias: { "1": 1 } }, ["frequency_penalty", "logit_bias"]],
    ["deepinfra", { tool_choice: "required" }, ["tool_choice"]],
    ["deepinfra", { tool_choice: { type: "function", function: { name: "f" } } }, ["tool_choice"]],
    ["groq", { n: 2, logprobs: true }, ["logprobs", "n"]],
    ["groq", { n: 1 }, []],
    ["meta_llama", { response_format: { type: "json_object" } }, ["response_format"]],
    ["mistral", { logprobs: true }, ["logprobs"]],
    ["moonshot", { model: "moonshot-v1-8k", temperature: 0.3 }, []],
    ["moonshot", { model: "kimi-k2.6", temperature: 0.3, top_p: 0.9 }, ["top_p", "temperature"]],
    ["moonshot", { model: "kimi-k2-turbo-preview", temperature: 0.3 }, []],
    ["openai", { model: "gpt-4o", ...sampling }, []],
    ["openai", { model: "o3-mini", ...sampling }, ["top_p", "frequency_penalty", "temperature"]],
    ["openai", { model: "gpt-5-mini-2025-08-07", ...sampling }, ["top_p", "frequency_penalty", "temperature"]],
    ["openai", { model: "gpt-5-chat-latest", ...sampling }, []],
    ["openai", { model: "gpt-5.2", ...sampling }, []],
    ["openai", { model: "gpt-5", temperature: 1, top_p: 1 }, []],
    ["perplexity", { ...tool({}), tool_choice: "auto" }, ["tools"]],
    ["xai", { model: "grok-3", stop: "a" }, []],
    ["xai", { model: "grok-4-0709", stop: "a" }, ["stop"]],
    ["xai", { model: "grok-3-mini", presence_penalty: 1 }, ["presence_penalty"]],
    ["xai", { model: "grok-4-1-fast-non-reasoning", stop: "a" }, []],
  ])("by %s of %j is %j", (provider, body, fields) => {
    expect(rejected(provider, body as JsonObject)).toEqual(fields);
  });
});

describe("where a model's own address is", () => {
  const urlOf = (provider: string, model: string, baseUrl?: string) =>
    adapters.get(provider)?.url("/chat/completions", deploymentOf({ provider, model, baseUrl }));

  test.each([
    ["baseten", "abcd1234", undefined, "https://model-abcd1234.api.baseten.co/environments/production/sync/v1"],
    ["baseten", "deepseek-ai/DeepSeek-V3", undefined, "https://inference.baseten.co/v1"],
    ["baseten", "abcd1234", "https://mine.example/v1", "https://mine.example/v1"],
    ["datarobot", "m", "https://mine.example/api/v2", "https://mine.example/api/v2/genai/llmgw"],
    ["datarobot", "m", "https://mine.example/api/v2/deployments/5", "https://mine.example/api/v2/deployments/5"],
    ["docker_model_runner", "m", "http://own.example/engines/llama.cpp", "http://own.example/engines/llama.cpp/v1"],
    ["gradient_ai", "m", "https://agent.example", "https://agent.example/api/v1"],
    ["gradient_ai", "m", "https://agent.example/api/v1/", "https://agent.example/api/v1"],
    ["heroku", "m", "https://eu.inference.heroku.com", "https://eu.inference.heroku.com/v1"],
    ["custom_openai", "m", "https://own.example/v1/chat/completions", "https://own.example/v1"],
  ])("%s/%s with the base %s", (provider, model, baseUrl, base) => {
    expect(urlOf(provider, model, baseUrl)).toBe(`${base}/chat/completions`);
  });
});
