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
      {
        model_name: "bedrock",
        litellm_params: {
          model: "bedrock/eu.anthropic.claude-haiku-4-5-20251001-v1:0",
          api_base: upstream.base("bedrock"),
          aws_access_key_id: "AKIAEXAMPLE",
          aws_secret_access_key: "wJalrXUtnFEMI/K7MDENG",
          aws_region_name: "eu-central-1",
        },
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

  it.each(["groq", "canned"])("by an estimate of the gateway, for %s, which is not asked", async (model) => {
    stage.upstream.clear();
    const { data, response } = await stage.anthropic.messages.countTokens({ model, messages }).withResponse();
    expect(data.input_tokens).toBeGreaterThan(5);
    expect(data.input_tokens).toBeLessThan(30);
    expect([...stage.upstream.requests("groq"), ...stage.upstream.requests("anthropic")]).toEqual([]);
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
    const long = { model: "groq", messages: [{ role: "user", content: "deep ".repeat(2_000) }] };
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
    const count = await google().models.countTokens({ model: "groq", contents: "How deep is the harbour?" });
    expect(count.totalTokens).toBeGreaterThan(3);
  });

  it.each(["/v1beta/models/groq:countTokens", "/models/groq:countTokens"])("at %s", async (path) => {
    const response = await post(path, { contents: [{ parts: [{ text: "Tide?" }] }] });
    expect(await response.json()).toEqual({ totalTokens: expect.any(Number) as number });
    expect(await eventsOf(response)).toMatchObject([FREE]);
    const refused = await post(path, { contents: [] });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: 400, status: "INVALID_ARGUMENT" } });
  });
});

describe("OpenAI's SDK counts the tokens of a response", () => {
  const count = (model: string, more: object = {}) =>
    stage.openai.responses.inputTokens
      .count({ model, instructions: "Be brief.", input: "Tide?", ...more })
      .withResponse();

  it("at OpenAI, free of charge", async () => {
    play("openai", { object: "response.input_tokens", input_tokens: 17 });
    const { data, response } = await count("openai", { temperature: 0.5 });
    expect(data).toEqual({ object: "response.input_tokens", input_tokens: 17 });
    const { path, headers, json } = stage.upstream.last("openai");
    expect(path).toBe("/v1/responses/input_tokens");
    expect(headers["authorization"]).toBe(`Bearer ${secretOf("openai")}`);
    expect(json).toEqual({ model: "gpt-4o-mini", instructions: "Be brief.", input: "Tide?" });
    expect(await eventsOf(response)).toMatchObject([FREE]);
  });

  it("at Anthropic, in its own words", async () => {
    play("anthropic", { input_tokens: 14 });
    expect((await count("anthropic")).data).toEqual({ object: "response.input_tokens", input_tokens: 14 });
    expect(stage.upstream.last("anthropic")).toMatchObject({
      path: "/v1/messages/count_tokens",
      json: { system: "Be brief.", messages: [{ role: "user" }] },
    });
  });

  it.each(["groq", "canned"])("by an estimate of the gateway, for %s", async (model) => {
    const { data, response } = await count(model);
    expect(data.input_tokens).toBeGreaterThan(3);
    expect(await eventsOf(response)).toMatchObject([FREE]);
  });

  it("by an estimate for what has OpenAI's name and not this path", async () => {
    stage.upstream.play("openai", { status: 404, body: '{"detail":"Not Found"}' });
    const { data, response } = await count("openai");
    expect(data.input_tokens).toBeGreaterThan(3);
    expect(await eventsOf(response)).toMatchObject([FREE]);
  });

  it.each(["groq", "openai"])(
    "with the turns before it that are kept here, keeping nothing more: %s",
    async (model) => {
      const before = "The harbour is deep. ".repeat(200);
      const mocked = await stage.openai.responses.create({ model: "canned", input: before });
      play("openai", { object: "response.input_tokens", input_tokens: 1_002 });
      const { data } = await count(model, { previous_response_id: mocked.id });
      expect(data.input_tokens).toBeGreaterThan(800);
      expect(data).not.toHaveProperty("id");
      if (model === "openai") {
        expect(stage.upstream.last("openai").body.toString()).toContain(before);
        expect(stage.upstream.last("openai").json).not.toHaveProperty("previous_response_id");
      }
    },
  );

  it("but not with those of another, nor of an answer that there is not", async () => {
    const other = await makeKey(stage.gateway, {});
    const { id } = await stage.openai.responses.create({ model: "canned", input: "Ahoy" });
    for (const previous_response_id of [id, `resp_kept_${"0".repeat(32)}`]) {
      const body = { model: "groq", input: "Tide?", previous_response_id };
      const response = await post("/v1/responses/input_tokens", body, other);
      expect(response.status).toBe(400);
      expect(at(await response.json(), "error", "code")).toBe("previous_response_not_found");
    }
  });

  it.each(["/responses/input_tokens", "/openai/v1/responses/input_tokens"])(
    "at %s, and is refused there",
    async (path) => {
      const response = await post(path, { model: "groq", input: "Tide?" });
      expect(await response.json()).toEqual({
        object: "response.input_tokens",
        input_tokens: expect.any(Number) as number,
      });
      const refused = await post(path, { model: "groq" });
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ error: { param: "input" } });
    },
  );
});

describe("Bedrock counts tokens", () => {
  it("of what Converse would be sent, by the model that a profile is of", async () => {
    play("bedrock", { inputTokens: 23 });
    const { data, response } = await stage.anthropic.messages
      .countTokens({ model: "bedrock", system: "Be brief.", messages })
      .withResponse();
    expect(data).toEqual({ input_tokens: 23 });
    const { path, headers, json } = stage.upstream.last("bedrock");
    expect(path).toBe("/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/count-tokens");
    expect(headers["authorization"]).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/);
    expect(json).toEqual({
      input: {
        converse: {
          system: [{ text: "Be brief." }],
          messages: [{ role: "user", content: [{ text: "How deep is the harbour at low tide?" }] }],
        },
      },
    });
    expect(await eventsOf(response)).toMatchObject([FREE]);
  });

  it("and has those estimated of a model that it does not count for", async () => {
    stage.upstream.play("bedrock", {
      status: 400,
      headers: { "x-amzn-errortype": "ValidationException" },
      body: JSON.stringify({ message: "The provided model doesn't support counting tokens." }),
    });
    const { data, response } = await stage.anthropic.messages
      .countTokens({ model: "bedrock", messages })
      .withResponse();
    expect(data.input_tokens).toBeGreaterThan(5);
    expect(await eventsOf(response)).toMatchObject([FREE]);
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
