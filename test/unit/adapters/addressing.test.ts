import { describe, expect, test } from "vitest";
import type { HeaderRecord } from "../../../src/adapters/adapter.ts";
import { COMPATIBLE } from "../../../src/adapters/compatible-table.ts";
import { adapters } from "../../../src/adapters/index.ts";
import type { Deployment } from "../../../src/core/deployment.ts";
import { signedFor, urlFor } from "../../support/adapters.ts";
import { deploymentOf } from "../../support/deployments.ts";

const adapterOf = (id: string) => {
  const adapter = adapters.get(id);
  if (adapter === undefined) throw new Error(`no adapter ${id}`);
  return adapter;
};
const urlOf = (provider: string, changes: Partial<Deployment> = {}) =>
  urlFor(adapterOf(provider), deploymentOf({ provider, ...changes }));
const headersOf = (provider: string, changes: Partial<Deployment> = {}, given: HeaderRecord = {}) =>
  signedFor(adapterOf(provider), deploymentOf({ provider, ...changes }), given);

describe("where a call goes", () => {
  test.each([
    ["openai", {}, "https://api.openai.com/v1/chat/completions"],
    ["openai", { baseUrl: "http://127.0.0.1:1/v1/" }, "http://127.0.0.1:1/v1/chat/completions"],
    ["groq", {}, "https://api.groq.com/openai/v1/chat/completions"],
    ["deepseek", {}, "https://api.deepseek.com/beta/chat/completions"],
    ["mistral", {}, "https://api.mistral.ai/v1/chat/completions"],
    ["together_ai", {}, "https://api.together.xyz/v1/chat/completions"],
    ["openrouter", {}, "https://openrouter.ai/api/v1/chat/completions"],
    ["hosted_vllm", { baseUrl: "http://gpu:8000/v1" }, "http://gpu:8000/v1/chat/completions"],
    ["anthropic", {}, "https://api.anthropic.com/v1/messages"],
    ["anthropic", { baseUrl: "https://proxy.example" }, "https://proxy.example/v1/messages"],
    ["anthropic", { baseUrl: "https://proxy.example/v1/" }, "https://proxy.example/v1/messages"],
    ["anthropic", { baseUrl: "https://proxy.example/v1/messages" }, "https://proxy.example/v1/messages"],
    [
      "azure",
      { baseUrl: "https://mine.openai.azure.com/", model: "my deploy", apiVersion: "2025-01-01-preview" },
      "https://mine.openai.azure.com/openai/deployments/my%20deploy/chat/completions?api-version=2025-01-01-preview",
    ],
    [
      "azure",
      { baseUrl: "https://a.example", model: "d" },
      "https://a.example/openai/deployments/d/chat/completions?api-version=2024-10-21",
    ],
    ["azure", { baseUrl: "https://a.example", apiVersion: "v1" }, "https://a.example/openai/v1/chat/completions"],
    [
      "azure",
      { baseUrl: "https://a.example", apiVersion: "preview" },
      "https://a.example/openai/v1/chat/completions?api-version=preview",
    ],
    ["azure", { baseUrl: "https://a.example/openai/v1" }, "https://a.example/openai/v1/chat/completions"],
    [
      "azure",
      { baseUrl: "https://a.example/openai/deployments/d2", apiVersion: "2024-10-21" },
      "https://a.example/openai/deployments/d2/chat/completions?api-version=2024-10-21",
    ],
  ])("%s with %j is asked at %s", (provider, changes, url) => {
    expect(urlOf(provider, changes)).toBe(url);
  });

  test.each([
    ["anthropic", {}, "https://api.anthropic.com/v1/messages/count_tokens"],
    ["anthropic", { baseUrl: "https://p.example/v1/" }, "https://p.example/v1/messages/count_tokens"],
    ["anthropic", { baseUrl: "https://p.example/v1/messages" }, "https://p.example/v1/messages/count_tokens"],
    [
      "azure_ai",
      { model: "claude-1", baseUrl: "https://r.services.ai.azure.com/anthropic/v1/messages" },
      "https://r.services.ai.azure.com/anthropic/v1/messages/count_tokens",
    ],
    [
      "gemini",
      { model: "gemini-2.5-flash" },
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:countTokens",
    ],
    [
      "vertex_ai",
      { model: "claude-1", settings: { vertex_project: "p", vertex_location: "us-east5" } },
      "https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/anthropic/models/count-tokens:rawPredict",
    ],
    [
      "vertex_ai",
      { model: "gemini-2.5-flash", settings: { vertex_project: "p", vertex_location: "us-east5" } },
      "https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/google/models/gemini-2.5-flash:countTokens",
    ],
  ])("%s with %j counts tokens at %s", (provider, changes, url) => {
    expect(urlFor(adapterOf(provider), deploymentOf({ provider, ...changes }), { operation: "count" })).toBe(url);
  });

  test.each([
    ["openai", { model: "gpt-3.5-turbo-instruct-0914" }, "https://api.openai.com/v1/completions"],
    [
      "openai",
      { model: "davinci-002", baseUrl: "https://p.example/v1/chat/completions" },
      "https://p.example/v1/completions",
    ],
    ["openai", { model: "gpt-3.5-turbo" }, "https://api.openai.com/v1/chat/completions"],
  ])("%s with %j, which may only complete text, is asked at %s", (provider, changes, url) => {
    expect(urlOf(provider, changes)).toBe(url);
  });

  test.each(["azure", "hosted_vllm", "custom_openai"])("%s says what is missing when it has no address", (provider) => {
    expect(() => urlOf(provider)).toThrow(expect.objectContaining({ code: "gateway_not_configured" }));
  });
});

describe("how a call is signed", () => {
  test.each(["openai", "groq", "deepseek", "mistral", "together_ai", "openrouter", "hosted_vllm"])(
    "%s takes a bearer token",
    (provider) => {
      expect(headersOf(provider)).toMatchObject({ authorization: "Bearer test-credential" });
    },
  );

  test("azure and anthropic take a header of their own", () => {
    expect(headersOf("azure")).toEqual({ "api-key": "test-credential" });
    expect(headersOf("anthropic")).toEqual({ "x-api-key": "test-credential", "anthropic-version": "2023-06-01" });
  });

  test("the client's Anthropic version and betas are kept", () => {
    const given = { "anthropic-version": "2024-01-01", "anthropic-beta": "b-1" };
    expect(headersOf("anthropic", {}, given)).toMatchObject(given);
  });

  test("a subscription token travels as a bearer token with its beta", () => {
    expect(headersOf("anthropic", { credential: "sk-ant-oat01-x" }, { "anthropic-beta": "b-1" })).toEqual({
      "anthropic-version": "2023-06-01",
      "anthropic-beta": "b-1,oauth-2025-04-20",
      authorization: "Bearer sk-ant-oat01-x",
    });
  });

  test("a server of one's own may have no credential", () => {
    expect(headersOf("hosted_vllm", { credential: undefined })).toEqual({});
  });

  test("an organization is named to OpenAI", () => {
    expect(headersOf("openai", { organization: "org-1" })).toMatchObject({ "openai-organization": "org-1" });
  });
});

describe("small differences inside the OpenAI dialect", () => {
  const adjust = (provider: string, body: Record<string, string | number | object>) => {
    const service = adapterOf(provider).serves.chat;
    return service?.adjust === undefined ? body : service.adjust(body as never, deploymentOf({ provider }), false);
  };

  test.each([
    ["openai", { model: "gpt-4o", max_tokens: 5 }, { model: "gpt-4o", max_tokens: 5 }],
    ["openai", { model: "o3-mini", max_tokens: 5 }, { model: "o3-mini", max_completion_tokens: 5 }],
    [
      "openai",
      { model: "gpt-5", max_tokens: 5, max_completion_tokens: 7 },
      { model: "gpt-5", max_completion_tokens: 7 },
    ],
    ["azure", { model: "gpt-5-mini", max_tokens: 5 }, { model: "gpt-5-mini", max_completion_tokens: 5 }],
    ["mistral", { max_completion_tokens: 5, seed: 3 }, { max_tokens: 5, random_seed: 3 }],
    ["mistral", { tool_choice: "required" }, { tool_choice: "any" }],
    ["mistral", { tool_choice: { type: "function" } }, { tool_choice: { type: "function" } }],
    ["mistral", { user: "u", stream_options: { include_usage: true } }, {}],
    ["deepseek", { max_completion_tokens: 5, max_tokens: 7 }, { max_tokens: 7 }],
  ])("%s gets %j as %j", (provider, body, sent) => {
    expect(adjust(provider, body)).toEqual(sent);
  });

  test("no adjustment changes the client's own body", () => {
    const body = {
      model: "o3",
      max_tokens: 5,
      max_completion_tokens: 6,
      seed: 1,
      user: "u",
      temperature: 2,
      tools: [{ type: "function", function: { name: "f", strict: true, parameters: { additionalProperties: false } } }],
      tool_choice: "required",
      messages: [
        { role: "user", name: "n", content: [{ type: "text", text: "a" }] },
        { role: "assistant", content: null, refusal: null, tool_calls: [{ id: "call_0123456789", type: "function" }] },
        { role: "tool", tool_call_id: "call_0123456789", content: "1" },
      ],
    };
    const before = structuredClone(body);
    for (const provider of Object.keys(COMPATIBLE)) adjust(provider, body);
    expect(body).toEqual(before);
  });
});
