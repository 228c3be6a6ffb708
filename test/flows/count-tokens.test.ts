import { GoogleGenAI } from "@google/genai";
import { describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, deployment, MASTER_KEY, secretOf } from "../support/providers.ts";
import { spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { failure } from "../support/wire.ts";

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      deployment(upstream, "anthropic", "settled", { temperature: 0.5, max_tokens: 9 }),
      {
        model_name: "gemini",
        litellm_params: { model: "gemini/gemini-2.5-flash", api_base: upstream.base("gemini"), api_key: "g-key" },
      },
      { model_name: "canned", litellm_params: { model: "anthropic/claude-x", mock_response: "Ahoy" } },
    ],
    general: { limits_deadline: 5 },
  }),
);

const FREE = { call_type: "acount_tokens", total_tokens: 0, spend: 0, metadata: { unpriced: false } };
const messages = [{ role: "user" as const, content: "How deep is the harbour at low tide?" }];

const play = (id: string, body: object): void =>
  stage.upstream.play(id, () => ({ body: JSON.stringify(body), headers: { "content-type": "application/json" } }));

const post = (path: string, body: object, key = MASTER_KEY): Promise<Response> =>
  fetch(stage.gateway.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const eventsOf = async (response: Response): Promise<readonly unknown[]> =>
  await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");

const google = (): GoogleGenAI =>
  new GoogleGenAI({ apiKey: MASTER_KEY, httpOptions: { baseUrl: stage.gateway.url, retryOptions: { attempts: 1 } } });

describe("Anthropic's SDK counts the tokens of messages", () => {
  it("at Anthropic, free of charge", async () => {
    play("anthropic", { input_tokens: 2_095 });
    const { data, response } = await stage.anthropic.messages
      .countTokens({ model: "anthropic", system: "Be brief.", messages })
      .withResponse();
    expect(data).toEqual({ input_tokens: 2_095 });
    const { path, headers, json } = stage.upstream.last("anthropic");
    expect(path).toBe("/v1/messages/count_tokens");
    expect(headers["x-api-key"]).toBe(secretOf("anthropic"));
    expect(json).toEqual({ model: "claude-sonnet-4-5-20250929", system: "Be brief.", messages });
    expect(await eventsOf(response)).toMatchObject([FREE]);
  });

  it("without the settings of a deployment, which are about the answer", async () => {
    play("anthropic", { input_tokens: 12 });
    await stage.anthropic.messages.countTokens({ model: "settled", messages });
    expect(stage.upstream.last("anthropic").json).toEqual({ model: "claude-sonnet-4-5-20250929", messages });
  });

  it("at Google, in its own words", async () => {
    play("gemini", { totalTokens: 31 });
    const count = await stage.anthropic.messages.countTokens({ model: "gemini", messages });
    expect(count).toEqual({ input_tokens: 31 });
    expect(stage.upstream.last("gemini")).toMatchObject({
      path: "/v1beta/models/gemini-2.5-flash:countTokens",
      json: { generateContentRequest: { model: "models/gemini-2.5-flash" } },
    });
  });

  it.each(["openai", "canned"])("by an estimate of the gateway, for %s, which is not asked", async (model) => {
    stage.upstream.clear();
    const { data, response } = await stage.anthropic.messages.countTokens({ model, messages }).withResponse();
    expect(data.input_tokens).toBeGreaterThan(5);
    expect(data.input_tokens).toBeLessThan(30);
    expect([...stage.upstream.requests("openai"), ...stage.upstream.requests("anthropic")]).toEqual([]);
    expect(await eventsOf(response)).toMatchObject([FREE]);
  });

  it("and is told of failures in its own dialect", async () => {
    stage.upstream.play("anthropic", failure("anthropic/error-429.json", 429));
    const asked = stage.anthropic.messages.countTokens({ model: "anthropic", messages });
    await expect(asked).rejects.toMatchObject({ status: 429, error: { type: "error" } });
  });

  it.each<[number, object]>([
    [400, { model: "openai" }],
    [400, { model: "openai", messages: "Tide?" }],
    [400, { messages }],
    [400, { model: "no-such-model", messages }],
  ])("and is told %i where it asks wrongly: %j", async (status, body) => {
    const response = await post("/v1/messages/count_tokens", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: "error", error: { type: "invalid_request_error" } });
  });
});

describe("a count", () => {
  it("is one of the requests that a key may make, and none of its tokens", async () => {
    const key = await makeKey(stage.gateway, { rpm_limit: 2, tpm_limit: 10 });
    const long = { model: "openai", messages: [{ role: "user", content: "deep ".repeat(2_000) }] };
    const count = async (): Promise<number> => (await post("/v1/messages/count_tokens", long, key)).status;
    expect([await count(), await count(), await count()]).toEqual([200, 200, 429]);
  });

  it("is refused for a model, or on a path, that the key may not use", async () => {
    const other = await makeKey(stage.gateway, { models: ["anthropic"] });
    expect((await post("/v1/messages/count_tokens", { model: "openai", messages }, other)).status).toBe(401);
    const embedder = await makeKey(stage.gateway, { allowed_routes: ["/v1/embeddings"] });
    expect((await post("/v1/messages/count_tokens", { model: "openai", messages }, embedder)).status).toBe(403);
    expect((await fetch(`${stage.gateway.url}/v1/messages/count_tokens`)).status).toBe(405);
  });
});

describe("Google's SDK counts the tokens of contents", () => {
  it("at Google", async () => {
    play("gemini", { totalTokens: 31, promptTokensDetails: [{ modality: "TEXT", tokenCount: 31 }] });
    const count = await google().models.countTokens({ model: "gemini", contents: "Tide?" });
    expect(count.totalTokens).toBe(31);
    expect(stage.upstream.last("gemini")).toMatchObject({
      path: "/v1beta/models/gemini-2.5-flash:countTokens",
      json: { contents: [{ role: "user", parts: [{ text: "Tide?" }] }] },
    });
  });

  it("at Anthropic, in its own words", async () => {
    play("anthropic", { input_tokens: 14 });
    const count = await google().models.countTokens({ model: "anthropic", contents: "Tide?" });
    expect(count.totalTokens).toBe(14);
    expect(at(stage.upstream.last("anthropic").json, "messages", 0, "role")).toBe("user");
  });

  it("by an estimate of the gateway, for a provider that does not count", async () => {
    const count = await google().models.countTokens({ model: "openai", contents: "How deep is the harbour?" });
    expect(count.totalTokens).toBeGreaterThan(3);
  });

  it.each(["/v1beta/models/openai:countTokens", "/models/openai:countTokens"])("at %s", async (path) => {
    const response = await post(path, { contents: [{ parts: [{ text: "Tide?" }] }] });
    expect(await response.json()).toEqual({ totalTokens: expect.any(Number) as number });
    expect(await eventsOf(response)).toMatchObject([FREE]);
    const refused = await post(path, { contents: [] });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: 400, status: "INVALID_ARGUMENT" } });
  });
});

describe("POST /utils/token_counter", () => {
  it.each([
    ["messages", { messages }],
    ["a prompt", { prompt: "How deep is the harbour at low tide?" }],
    ["contents", { contents: [{ parts: [{ text: "How deep is the harbour at low tide?" }] }] }],
  ])("counts %s without asking anybody", async (_, what) => {
    stage.upstream.clear();
    const key = await makeKey(stage.gateway, {});
    const response = await post("/utils/token_counter", { model: "openai", ...what }, key);
    expect(response.status).toBe(200);
    const told: unknown = await response.json();
    expect(told).toEqual({
      total_tokens: expect.any(Number) as number,
      request_model: "openai",
      model_used: "gpt-4o-mini",
      tokenizer_type: "estimate",
    });
    expect(at(told, "total_tokens")).toBeGreaterThan(5);
    expect(stage.upstream.requests("openai")).toEqual([]);
  });

  it.each<[string, object]>([
    ["model", { prompt: "p" }],
    ["model", { model: "no-such-model", prompt: "p" }],
    ["messages", { model: "openai" }],
    ["messages", { model: "openai", messages: "Tide?" }],
    ["prompt", { model: "openai", prompt: 7 }],
    ["contents", { model: "openai", contents: [] }],
  ])("refuses what is wrong with %s: %j", async (param, body) => {
    const response = await post("/utils/token_counter", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param } });
  });

  it("is for those who may use the model, and nobody else", async () => {
    const other = await makeKey(stage.gateway, { models: ["anthropic"] });
    expect((await post("/utils/token_counter", { model: "openai", prompt: "p" }, other)).status).toBe(401);
    expect((await post("/utils/token_counter", { model: "openai", prompt: "p" }, "sk-unknown")).status).toBe(401);
    const embedder = await makeKey(stage.gateway, { allowed_routes: ["/v1/embeddings"] });
    expect((await post("/utils/token_counter", { model: "openai", prompt: "p" }, embedder)).status).toBe(403);
  });
});
