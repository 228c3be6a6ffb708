import { GoogleGenAI } from "@google/genai";
import { CohereClientV2 } from "cohere-ai";
import { describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { encodeMessage, text } from "../support/event-stream.ts";
import { errorOf, openaiClient, anthropicClient } from "../support/clients.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, MASTER_KEY, secretOf } from "../support/providers.ts";
import { rawCall } from "../support/raw-client.ts";
import { awaitSpend, spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { RecordedRequest, Scene, Upstream } from "../support/upstream.ts";
import { answers, failure, wire, wireText } from "../support/wire.ts";

const GEMINI = "gemini-2.5-flash";
const CLAUDE = "anthropic.claude-3-haiku-20240307-v1:0";

const model = (name: string, params: object): object => ({
  model_name: name,
  litellm_params: params,
  model_info: { id: `deployment-${name}` },
});

const stage = useStage((upstream: Upstream) =>
  configFor(upstream, {
    models: [
      model("flash", { model: `gemini/${GEMINI}`, api_base: upstream.base("gemini"), api_key: "key-of-gemini" }),
      model("command", {
        model: "cohere/command-a-03-2025",
        api_base: upstream.base("cohere"),
        api_key: "key-of-cohere",
      }),
      model("haiku", {
        model: `bedrock/${CLAUDE}`,
        api_base: upstream.base("bedrock"),
        aws_access_key_id: "AKIAEXAMPLE",
        aws_secret_access_key: "key-of-aws",
        aws_region_name: "eu-central-1",
      }),
      model("vertex", {
        model: `vertex_ai/${GEMINI}`,
        api_base: upstream.base("vertex"),
        api_key: "ya29.key-of-vertex",
        vertex_project: "harbour",
        vertex_location: "europe-west4",
      }),
    ],
    general: {
      pass_through_endpoints: [
        {
          path: "/tides",
          target: `${upstream.base("tides")}/v1?units=m`,
          headers: { Authorization: "Bearer os.environ/TEST_ACME_KEY" },
          include_subpath: true,
          cost_per_request: 0.25,
          methods: ["GET", "POST"],
        },
        { path: "/open-tides", target: upstream.base("open"), auth: false, cost_per_request: 0.01 },
      ],
    },
  }),
);

const send = (
  path: string,
  body?: unknown,
  {
    key = MASTER_KEY,
    headers = {},
    method = body === undefined ? "GET" : "POST",
  }: { key?: string; headers?: object; method?: string } = {},
): Promise<Response> =>
  fetch(stage.gateway.url + path, {
    method,
    headers: {
      ...(key !== "" && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const rowOf = async (response: Response): Promise<unknown> => {
  const [row] = await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
  return row;
};

/** Nothing of what the client authenticated with, nor of its cookies, may get that far. */
function expectNoClientSecret({ headers, path }: RecordedRequest, key: string = MASTER_KEY): void {
  expect(JSON.stringify([headers, path])).not.toContain(key);
  expect(Object.keys(headers)).not.toContain("cookie");
}

const messages = [{ role: "user", content: "Tide?" }];

describe("a path of a provider's own", () => {
  it("lists evaluations and models for OpenAI's SDK", async () => {
    const page = JSON.stringify({ object: "list", data: [{ id: "eval_1", object: "eval" }], has_more: false });
    stage.upstream.play("openai", { body: page });
    const client = openaiClient({ url: `${stage.gateway.url}/openai_passthrough` }, MASTER_KEY);
    const evals = await client.evals.list({ limit: 3 });
    expect(evals.data.map(({ id }) => id)).toEqual(["eval_1"]);
    const seen = stage.upstream.last("openai");
    expect([seen.method, seen.path]).toEqual(["GET", "/v1/evals?limit=3"]);
    expect(seen.headers["authorization"]).toBe(`Bearer ${secretOf("openai")}`);
    expectNoClientSecret(seen);
    await client.models.list();
    expect(stage.upstream.last("openai").path).toBe("/v1/models");
  });

  it("serves Anthropic's SDK, and its real endpoint wins over it", async () => {
    stage.upstream.play("anthropic", {
      body: JSON.stringify({ data: [{ id: "msgbatch_1", type: "message_batch" }], has_more: false }),
    });
    const client = anthropicClient({ url: `${stage.gateway.url}/anthropic` }, MASTER_KEY);
    const batches = await client.messages.batches.list();
    expect(batches.data.map(({ id }) => id)).toEqual(["msgbatch_1"]);
    const seen = stage.upstream.last("anthropic");
    expect(seen.path).toMatch(/^\/v1\/messages\/batches/);
    expect(seen.headers["x-api-key"]).toBe(secretOf("anthropic"));
    expectNoClientSecret(seen);
    // The public name of the model, which only the gateway's own endpoint knows.
    stage.upstream.play("anthropic", answers("anthropic/chat"));
    await client.messages.create({ model: "anthropic", max_tokens: 8, messages: [{ role: "user", content: "Tide?" }] });
    expect(stage.upstream.last("anthropic").json).toMatchObject({ model: "claude-sonnet-4-5-20250929" });
  });

  it.each([
    ["mistral", "/mistral/v1/chat/completions", "mistral-small-latest", "mistral/chat"],
    ["hosted_vllm", "/vllm/v1/chat/completions", "Qwen/Qwen3-8B", "hosted_vllm/chat"],
    ["groq", "/groq/v1/chat/completions", "llama-3.3-70b-versatile", "groq/chat"],
  ] as const)("charges what %s says it was, whole and streamed", async (provider, path, name, fixture) => {
    stage.upstream.play(provider, answers(fixture));
    const whole = await send(path, { model: name, messages });
    const answer: unknown = await whole.json();
    const row = await rowOf(whole);
    expect(row).toMatchObject({
      call_type: "pass_through_endpoint",
      model: name,
      model_group: provider,
      status: "success",
      prompt_tokens: at(answer, "usage", "prompt_tokens"),
      completion_tokens: at(answer, "usage", "completion_tokens"),
    });
    const stream = await send(path, { model: name, messages, stream: true, stream_options: { include_usage: true } });
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    expect(await stream.text()).toBe(wireText(`${fixture}.sse`));
    expect(await rowOf(stream)).toMatchObject({ prompt_tokens: at(row, "prompt_tokens"), metadata: { stream: true } });
    expectNoClientSecret(stage.upstream.last(provider));
  });

  it("charges a stream of OpenAI's by the catalogue where no deployment has the model", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const response = await send("/openai/v1/chat/completions", { model: "gpt-4o", messages });
    const row = await rowOf(response);
    expect(row).toMatchObject({ model: "gpt-4o", model_group: "openai/gpt-4o", metadata: { unpriced: false } });
    const [input, output] = [Number(at(row, "prompt_tokens")), Number(at(row, "completion_tokens"))];
    expect(Number(at(row, "spend"))).toBeCloseTo((input * 2.5 + output * 10) / 1e6, 9);
    expect(response.headers.get("x-litellm-response-cost")).not.toBe("0");
  });

  it("serves Google's SDK, whole and streamed", async () => {
    const chunk = (words: string, more: object = {}): string =>
      JSON.stringify({
        candidates: [{ content: { role: "model", parts: [{ text: words }] }, index: 0, ...more }],
        ...("finishReason" in more && {
          usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 5, totalTokenCount: 12 },
        }),
      });
    stage.upstream.play("gemini", ({ path }): Scene =>
      path.includes("streamGenerateContent")
        ? {
            headers: { "content-type": "text/event-stream" },
            body: `data: ${chunk("High ")}\r\n\r\ndata: ${chunk("tide.", { finishReason: "STOP" })}\r\n\r\n`,
          }
        : { body: chunk("High tide.", { finishReason: "STOP" }) },
    );
    const client = new GoogleGenAI({
      apiKey: MASTER_KEY,
      httpOptions: { baseUrl: `${stage.gateway.url}/gemini`, retryOptions: { attempts: 1 } },
    });
    expect((await client.models.generateContent({ model: GEMINI, contents: "Tide?" })).text).toBe("High tide.");
    const seen = stage.upstream.last("gemini");
    expect(seen.path).toMatch(/^\/v1(beta)?\/models\/gemini-2\.5-flash:generateContent$/);
    expect(seen.headers["x-goog-api-key"]).toBe("key-of-gemini");
    expectNoClientSecret(seen);
    let said = "";
    for await (const part of await client.models.generateContentStream({ model: GEMINI, contents: "Tide?" }))
      said += part.text ?? "";
    expect(said).toBe("High tide.");
    const rows = await awaitSpend(stage.gateway, 2, (row) => at(row, "model_group") === "flash");
    for (const row of rows) expect(row).toMatchObject({ prompt_tokens: 7, completion_tokens: 5, spend: 0.0000146 });
    expect(rows).toHaveLength(2);
  });

  it("keeps a key in the address from the provider, and the rest of the query", async () => {
    stage.upstream.play("gemini", { body: '{"models":[]}' });
    await send("/gemini/v1beta/models?key=AIzaSyClient&pageSize=2&access_token=t");
    expect(stage.upstream.last("gemini").path).toBe("/v1beta/models?pageSize=2");
  });

  it("takes the project and the place of Vertex AI from the configuration", async () => {
    stage.upstream.play("vertex", { body: JSON.stringify({ totalTokens: 3 }) });
    const path = `/vertex-ai/v1/projects/mine/locations/us-central1/publishers/google/models/${GEMINI}:countTokens`;
    const response = await send(path, { contents: [{ role: "user", parts: [{ text: "Tide?" }] }] });
    expect(response.status).toBe(200);
    const seen = stage.upstream.last("vertex");
    expect(seen.path).toBe(
      `/v1/projects/harbour/locations/europe-west4/publishers/google/models/${GEMINI}:countTokens`,
    );
    expect(seen.headers["authorization"]).toBe("Bearer ya29.key-of-vertex");
  });

  it("names Azure's deployment and version as the client does", async () => {
    stage.upstream.play("azure", answers("azure/chat"));
    const path = "/openai/deployments/quay-deployment/chat/completions?api-version=2025-01-01-preview";
    const response = await send(`/azure${path}`, { messages });
    expect(stage.upstream.last("azure").path).toBe(path);
    expect(stage.upstream.last("azure").headers["api-key"]).toBe(secretOf("azure"));
    expect(await rowOf(response)).toMatchObject({ model: "quay-deployment", model_group: "azure" });
  });

  it("serves Cohere's own SDK, whole and streamed", async () => {
    const client = new CohereClientV2({ environment: `${stage.gateway.url}/cohere`, token: MASTER_KEY, maxRetries: 0 });
    const chat = { model: "command-a-03-2025", messages: [{ role: "user" as const, content: "Tide?" }] };
    const part = { type: "text", text: "High." };
    const usage = {
      billed_units: { input_tokens: 4, output_tokens: 2 },
      tokens: { input_tokens: 70, output_tokens: 2 },
    };
    const message = { role: "assistant", content: [part] };
    stage.upstream.play("cohere", { body: JSON.stringify({ id: "c-1", finish_reason: "COMPLETE", message, usage }) });
    expect((await client.chat(chat)).message.content).toMatchObject([part]);
    const events = [
      { type: "message-start", id: "c-2", delta: { message: { role: "assistant", content: [] } } },
      { type: "content-start", index: 0, delta: { message: { content: { type: "text", text: "" } } } },
      { type: "content-delta", index: 0, delta: { message: { content: { text: "High." } } } },
      { type: "content-end", index: 0 },
      { type: "message-end", id: "c-2", delta: { finish_reason: "COMPLETE", usage } },
    ];
    stage.upstream.play("cohere", {
      headers: { "content-type": "text/event-stream" },
      body: events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(""),
    });
    const said: string[] = [];
    for await (const event of await client.chatStream(chat))
      if (event.type === "content-delta") said.push(event.delta?.message?.content?.text ?? "");
    expect(said.join("")).toBe("High.");
    expect(stage.upstream.last("cohere").headers["authorization"]).toBe("Bearer key-of-cohere");
  });

  it("reads what Cohere bills", async () => {
    const answer = {
      id: "c-1",
      finish_reason: "COMPLETE",
      message: { role: "assistant", content: [{ type: "text", text: "High." }] },
      usage: { billed_units: { input_tokens: 4, output_tokens: 2 }, tokens: { input_tokens: 70, output_tokens: 2 } },
    };
    stage.upstream.play("cohere", { body: JSON.stringify(answer) });
    const response = await send("/cohere/v2/chat", { model: "command-a-03-2025", messages });
    expect(await response.json()).toEqual(answer);
    expect(stage.upstream.last("cohere").path).toBe("/v2/chat");
    expect(await rowOf(response)).toMatchObject({ model_group: "command", completion_tokens: 2 });
  });

  it("signs for Bedrock, whole and streamed", async () => {
    const path = `/model/${encodeURIComponent(CLAUDE)}`;
    const body = { messages: [{ role: "user", content: [{ text: "Tide?" }] }] };
    const usage = { inputTokens: 9, outputTokens: 4, totalTokens: 13 };
    const message = { role: "assistant", content: [{ text: "High." }] };
    stage.upstream.play("bedrock", {
      body: JSON.stringify({ output: { message }, stopReason: "end_turn", usage, metrics: { latencyMs: 1 } }),
    });
    const whole = await send(`/bedrock${path}/converse`, body);
    expect(await rowOf(whole)).toMatchObject({ model_group: "haiku", prompt_tokens: 9, completion_tokens: 4 });
    const seen = stage.upstream.last("bedrock");
    expect(seen.path).toBe(`${path}/converse`);
    expect(seen.headers["authorization"]).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/.*\/eu-central-1\/bedrock\//,
    );
    expectNoClientSecret(seen);

    const event = (type: string, payload: object): Uint8Array =>
      encodeMessage(
        [
          [":event-type", text(type)],
          [":content-type", text("application/json")],
          [":message-type", text("event")],
        ],
        Buffer.from(JSON.stringify(payload)),
      );
    const bytes = Buffer.concat([
      event("messageStart", { role: "assistant" }),
      event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "High." } }),
      event("contentBlockStop", { contentBlockIndex: 0 }),
      event("messageStop", { stopReason: "end_turn" }),
      event("metadata", { usage, metrics: { latencyMs: 1 } }),
    ]);
    stage.upstream.play("bedrock", {
      headers: { "content-type": "application/vnd.amazon.eventstream" },
      body: bytes,
      split: "bytes:40",
    });
    const stream = await send(`/bedrock${path}/converse-stream`, body);
    expect(Buffer.from(await stream.arrayBuffer())).toEqual(bytes);
    expect(await rowOf(stream)).toMatchObject({
      model_group: "haiku",
      prompt_tokens: 9,
      completion_tokens: 4,
      metadata: { stream: true, outcome: "served" },
    });
  });

  it("reads the usage of Claude's own format at Bedrock", async () => {
    stage.upstream.play("bedrock", wire("anthropic/chat.json"));
    const body = { anthropic_version: "bedrock-2023-05-31", max_tokens: 8, messages };
    const response = await send(`/bedrock/model/${encodeURIComponent(CLAUDE)}/invoke`, body);
    const usage = at(JSON.parse(wireText("anthropic/chat.json")), "usage");
    expect(await rowOf(response)).toMatchObject({
      prompt_tokens: at(usage, "input_tokens"),
      completion_tokens: at(usage, "output_tokens"),
    });
  });

  it("says that it does not know what an unread request costs", async () => {
    stage.upstream.play("openai", { body: '{"id":"vs_1"}' });
    const response = await send("/openai/v1/uploads-of-tomorrow", { bytes: 3 });
    expect(await rowOf(response)).toMatchObject({ spend: 0, metadata: { unpriced: true } });
    const list = await send("/openai/v1/uploads-of-tomorrow");
    expect(await rowOf(list)).toMatchObject({ spend: 0, metadata: { unpriced: false } });
  });

  it("passes on bytes of any kind, and their answer", async () => {
    stage.upstream.play("openai", { headers: { "content-type": "audio/mpeg" }, body: Buffer.from([1, 2, 255]) });
    const response = await fetch(`${stage.gateway.url}/openai/v1/voices`, {
      method: "PUT",
      headers: { authorization: `Bearer ${MASTER_KEY}`, "content-type": "application/octet-stream" },
      body: Buffer.from([9, 0, 254]),
    });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2, 255]);
    const seen = stage.upstream.last("openai");
    expect([seen.method, [...seen.body]]).toEqual(["PUT", [9, 0, 254]]);
  });

  it.each(["text/csv", "application/jsonl", "application/json"])("passes on %s of any length", async (type) => {
    const body = Buffer.alloc(33 * 1024 * 1024, "tide,high\n");
    stage.upstream.play("openai", { headers: { "content-type": type }, body });
    const response = await send("/openai/v1/logs/2");
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
    expect(await rowOf(response)).toMatchObject({ status: "success", metadata: { unpriced: false } });
  });

  it.each(["text/plain", "application/pdf"])("tells which piece of %s it is that was asked for", async (type) => {
    const headers = { "content-type": type, "content-range": "bytes 0-4/100" };
    stage.upstream.play("openai", { status: 206, headers, body: "ahoy!" });
    const response = await fetch(`${stage.gateway.url}/openai/v1/logs/1`, {
      headers: { authorization: `Bearer ${MASTER_KEY}`, range: "bytes=0-4" },
    });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe("bytes 0-4/100");
    expect(await response.text()).toBe("ahoy!");
  });
});

describe("a stream that is passed through", () => {
  const body = { model: "mistral-small-latest", messages, stream: true };

  it("tells its client in-band that the provider cut it off, and is charged by estimate", async () => {
    const whole = wireText("mistral/chat.sse");
    stage.upstream.play("mistral", {
      headers: { "content-type": "text/event-stream" },
      body: whole.slice(0, whole.indexOf("\n\n", whole.length / 2) + 2),
    });
    const response = await send("/mistral/v1/chat/completions", body);
    expect(await response.text()).toMatch(/closed the stream before the answer was complete/);
    expect(await rowOf(response)).toMatchObject({
      status: "failure",
      metadata: { outcome: "failed", usage_object: { estimated: true } },
    });
  });

  it("is refused as a whole where it breaks before it says anything", async () => {
    stage.upstream.play("mistral", {
      headers: { "content-type": "text/event-stream" },
      body: ": wait\n\n",
      cut: { afterBytes: 4, by: "reset" },
    });
    const response = await send("/mistral/v1/chat/completions", body);
    expect(response.status).toBe(502);
    expect(await rowOf(response)).toMatchObject({ status: "failure", metadata: { outcome: "failed" } });
  });

  it("leaves one event when its client goes away before the first word", async () => {
    stage.upstream.play("mistral", answers("mistral/chat", { firstByteDelay: 30_000 }));
    const key = await makeKey(stage.gateway);
    const before = stage.upstream.requests("mistral").length;
    const call = rawCall(stage.gateway.url, {
      path: "/mistral/v1/chat/completions",
      headers: { authorization: `Bearer ${key}` },
      body,
    });
    await expect.poll(() => stage.upstream.requests("mistral").length, { timeout: 20_000 }).toBe(before + 1);
    call.reset();
    await stage.upstream.last("mistral").closed;
    const rows = await awaitSpend(stage.gateway, 1, () => true, `?api_key=${key}`);
    expect(rows.map((row) => at(row, "metadata", "outcome"))).toEqual(["abandoned"]);
  });

  it("leaves one event when its client goes away", async () => {
    stage.upstream.play("mistral", answers("mistral/chat", { split: "event", delay: 300 }));
    const key = await makeKey(stage.gateway);
    const call = rawCall(stage.gateway.url, {
      path: "/mistral/v1/chat/completions",
      headers: { authorization: `Bearer ${key}` },
      body,
    });
    await call.until("data:");
    call.reset();
    await stage.upstream.last("mistral").closed;
    const rows = await awaitSpend(stage.gateway, 1, () => true, `?api_key=${key}`);
    expect(rows.map((row) => at(row, "metadata", "outcome"))).toEqual(["abandoned"]);
  });
});

describe("who may pass", () => {
  it("nobody without a key", async () => {
    const response = await send("/openai/v1/evals", undefined, { key: "" });
    expect(response.status).toBe(401);
    expect(at(await response.json(), "error", "code")).toBe("401");
  });

  it("a key with models only where one of them is known to be asked", async () => {
    stage.upstream.play("mistral", answers("mistral/chat"));
    stage.upstream.play("openai", answers("openai/chat"));
    const key = await makeKey(stage.gateway, { models: ["mistral"] });
    const as = async (path: string, body?: unknown): Promise<[number, string]> => {
      const response = await send(path, body, { key });
      return [response.status, textAt(await response.json(), "error", "type")];
    };
    expect(await as("/mistral/v1/chat/completions", { model: "mistral-small-latest", messages })).toEqual([200, ""]);
    const denied = [401, "key_model_access_denied"];
    expect(await as("/mistral/v1/chat/completions", { model: "mistral-large-latest", messages })).toEqual(denied);
    expect(await as("/mistral/v1/models")).toEqual(denied);
    expect(await as("/mistral/v1/fim/of-tomorrow", { model: "mistral-small-latest" })).toEqual(denied);
    expect(await as("/openai/v1/chat/completions", { model: "gpt-4o-mini", messages })).toEqual(denied);
    expect(await as("/openai/v1/evals")).toEqual(denied);
  });

  it("a key of the provider's own is given to nobody but admins", async () => {
    const key = await makeKey(stage.gateway, { models: ["openai/*"] });
    for (const path of ["/openai/v1/realtime/sessions", "/openai_passthrough/v1/realtime/client%5Fsecrets"]) {
      const init = { method: "POST", headers: { authorization: `Bearer ${key}` } };
      const response = await fetch(stage.gateway.url + path, init);
      expect(response.status).toBe(403);
      expect(await response.text()).toContain("/v1/realtime/client_secrets");
    }
  });

  it("what a provider keeps for all tenants, only a key that was given the path or all of the provider", async () => {
    stage.upstream.play("openai", { body: '{"data":[]}', headers: { "content-type": "application/json" } });
    const as = async (key: string, path: string): Promise<number> => (await send(path, undefined, { key })).status;
    const plain = await makeKey(stage.gateway, {});
    expect(await as(plain, "/openai/v1/evals")).toBe(403);
    expect(await as(plain, "/openai_passthrough/v1/threads/thread_of_another")).toBe(403);
    expect(await as(plain, "/openai/v1/models")).toBe(200);
    const byGroup = await makeKey(stage.gateway, { allowed_routes: ["llm_api_routes"] });
    expect(await as(byGroup, "/openai/v1/evals")).toBe(403);
    const byPath = await makeKey(stage.gateway, { allowed_routes: ["/openai/v1/evals", "llm_api_routes"] });
    expect(await as(byPath, "/openai/v1/evals")).toBe(200);
    expect(await as(byPath, "/openai/v1/evals/one")).toBe(403);
    const byModels = await makeKey(stage.gateway, { models: ["openai/*"] });
    expect(await as(byModels, "/openai/v1/evals")).toBe(200);
  });

  it("goes by the same of two models in one body as the provider", async () => {
    stage.upstream.play("mistral", answers("mistral/chat"));
    const key = await makeKey(stage.gateway, { models: ["mistral"] });
    const call = rawCall(stage.gateway.url, {
      path: "/mistral/v1/chat/completions",
      headers: { authorization: `Bearer ${key}` },
      body: '{"model":"mistral-large-latest","model":"mistral-small-latest","messages":[{"role":"user","content":"x"}]}',
    });
    expect((await call.head).status).toBe(200);
    expect(stage.upstream.last("mistral").body.toString()).not.toContain("mistral-large-latest");
  });

  it("a key with models with its own in a form too, and with no other one", async () => {
    stage.upstream.play("openai", { body: JSON.stringify({ text: "Ahoy", usage: { type: "duration", seconds: 3 } }) });
    const key = await makeKey(stage.gateway, { models: ["openai/whisper-1"] });
    const hear = async (...models: string[]): Promise<number> => {
      const body = new FormData();
      for (const name of models) body.append("model", name);
      body.append("file", new Blob(["sound"]), "a.mp3");
      const init = { method: "POST", headers: { authorization: `Bearer ${key}` }, body };
      return (await fetch(`${stage.gateway.url}/openai/v1/audio/transcriptions`, init)).status;
    };
    const before = stage.upstream.requests("openai").length;
    expect(await hear("gpt-4o-transcribe")).toBe(401);
    expect(stage.upstream.requests("openai")).toHaveLength(before);
    expect(await hear("whisper-1")).toBe(200);
    // Whichever of two the gateway goes by, the provider is told no other.
    for (const models of [
      ["whisper-1", "gpt-4o-transcribe"],
      ["gpt-4o-transcribe", "whisper-1"],
    ]) {
      const reached = stage.upstream.requests("openai").length;
      const status = await hear(...models);
      const told = stage.upstream.requests("openai").slice(reached);
      expect([status, told.length]).toEqual(status === 200 ? [200, 1] : [401, 0]);
      for (const { body } of told) expect(body.toString()).not.toContain("gpt-4o-transcribe");
    }
  });

  it.each([
    ["a type that is not JSON's", "/mistral/v1/chat/completions", "text/plain"],
    ["a slash at the end", "/mistral/v1/chat/completions/", "application/json"],
    ["other letters", "/mistral/v1/Chat/Completions", "application/json"],
  ])("and is charged for a chat with %s", async (_, path, type) => {
    stage.upstream.play("mistral", answers("mistral/chat"));
    const headers = { "content-type": type };
    const response = await send(path, { model: "mistral-small-latest", messages }, { headers });
    expect(stage.upstream.last("mistral").headers["content-type"]).toBe("application/json");
    expect(await rowOf(response)).toMatchObject({ model_group: "mistral", metadata: { unpriced: false } });
    expect(Number(at(await rowOf(response), "spend"))).toBeGreaterThan(0);
  });

  it("a key with a model to ask it, and not to change or delete it", async () => {
    const key = await makeKey(stage.gateway, { models: ["flash"] });
    const ask = async (method: string): Promise<number> =>
      (
        await fetch(`${stage.gateway.url}/gemini/v1beta/models/${GEMINI}`, {
          method,
          headers: { authorization: `Bearer ${key}` },
        })
      ).status;
    stage.upstream.play("gemini", { body: "{}", headers: { "content-type": "application/json" } });
    expect(await ask("GET")).toBe(200);
    const before = stage.upstream.requests("gemini").length;
    for (const method of ["DELETE", "PATCH", "PUT"]) expect(await ask(method)).toBe(401);
    expect(stage.upstream.requests("gemini")).toHaveLength(before);
  });

  it("a key with all of a provider's models anywhere at that provider", async () => {
    stage.upstream.play("openai", { body: '{"data":[]}' });
    const key = await makeKey(stage.gateway, { models: ["openai/*"] });
    expect((await send("/openai/v1/evals", undefined, { key })).status).toBe(200);
    expect((await send("/mistral/v1/models", undefined, { key })).status).toBe(401);
    expectNoClientSecret(stage.upstream.last("openai"), key);
  });

  it("a key with a budget as long as it lasts", async () => {
    const key = await makeKey(stage.gateway, { max_budget: 1, spend: 1 });
    const response = await send("/mistral/v1/chat/completions", { model: "mistral-small-latest", messages }, { key });
    expect(response.status).toBe(400);
    expect(at(await response.json(), "error", "type")).toBe("budget_exceeded");
  });

  it("a key with routes only on these", async () => {
    stage.upstream.play("openai", { body: '{"data":[]}' });
    const key = await makeKey(stage.gateway, { allowed_routes: ["/openai/v1/evals", "/tides/*"] });
    expect((await send("/openai/v1/evals", undefined, { key })).status).toBe(200);
    expect((await send("/openai/v1/models", undefined, { key })).status).toBe(403);
  });
});

describe("what is not passed on", () => {
  it.each([
    ["/openai/v1/evals/%2e%2e%2fadmin", 400],
    ["/openai/v1//files", 400],
    ["/openai/v1/evals/a%2Fb", 400],
    ["/openai/v1/evals/a%5Cb", 400],
    ["/openai/v1/evals/%252e%252e", 400],
    ["/openai/v1/evals/%00", 400],
    ["/openai/v1/evals/%ff", 400],
    ["/openai/https://elsewhere.example/v1", 400],
    ["/openai", 404],
    ["/nobody/v1/evals", 404],
    ["/demo/v1/evals", 404],
    ["/cerebras/v1/models", 404],
  ])("%s: %i", async (path, status) => {
    const before = stage.upstream.requests("openai").length;
    const call = rawCall(stage.gateway.url, {
      method: "GET",
      path,
      headers: { authorization: `Bearer ${MASTER_KEY}` },
    });
    expect((await call.head).status).toBe(status);
    expect(stage.upstream.requests("openai")).toHaveLength(before);
  });

  it.each(["OPTIONS", "HEAD", "PROPFIND"])("%s", async (method) => {
    expect((await send("/openai/v1/evals", undefined, { method })).status).toBe(405);
  });

  it("headers that are not known to be harmless", async () => {
    stage.upstream.play("openai", { body: '{"data":[]}' });
    const headers = {
      cookie: "session=1",
      "x-api-key": "sk-other",
      "api-key": "sk-other",
      "x-goog-api-key": "sk-other",
      "openai-organization": "org-mine",
      "x-forwarded-for": "10.0.0.1",
      "proxy-authorization": "Basic x",
      "openai-beta": "assistants=v2",
    };
    await send("/openai/v1/evals", undefined, { headers });
    const seen = stage.upstream.last("openai");
    expect(seen.headers["openai-beta"]).toBe("assistants=v2");
    for (const name of Object.keys(headers).filter((each) => each !== "openai-beta"))
      expect(Object.keys(seen.headers)).not.toContain(name);
  });

  it("a redirect", async () => {
    stage.upstream.play("openai", { status: 302, headers: { location: "https://elsewhere.example/" }, body: "" });
    const response = await send("/openai/v1/evals/f/content");
    expect(response.status).toBe(502);
    expect(response.headers.get("location")).toBeNull();
  });

  it("a refusal, but in the gateway's words and the provider's dialect", async () => {
    stage.upstream.play("anthropic", failure("anthropic/error-404.json", 404));
    const client = anthropicClient({ url: `${stage.gateway.url}/anthropic` }, MASTER_KEY);
    const error = await errorOf(client.messages.batches.retrieve("msgbatch_nope"));
    expect(stage.upstream.last("anthropic").path).toBe("/v1/messages/batches/msgbatch_nope");
    expect(at(error, "status")).toBe(404);
    expect(at(error, "error", "type")).toBe("error");
    // It says nothing about the deployment, whose own requests go on.
    stage.upstream.play("anthropic", answers("anthropic/chat"));
    const answer = await stage.anthropic.messages.create({
      model: "anthropic",
      max_tokens: 8,
      messages: [{ role: "user", content: "Tide?" }],
    });
    expect(answer.type).toBe("message");
  });
});

describe("a configured path", () => {
  it("goes to its target with the headers of the configuration, for its price", async () => {
    stage.upstream.play("tides", { body: '{"metres":1.4}' });
    const key = await makeKey(stage.gateway, { models: ["mistral"] });
    const response = await send("/tides/harbours/7?day=2&units=ft", { at: "noon" }, { key });
    expect(await response.json()).toEqual({ metres: 1.4 });
    const seen = stage.upstream.last("tides");
    expect([seen.method, seen.path, seen.json]).toEqual(["POST", "/v1/harbours/7?units=m&day=2", { at: "noon" }]);
    expect(seen.headers["authorization"]).toBe(`Bearer ${secretOf("acme")}`);
    expectNoClientSecret(seen, key);
    expect(await rowOf(response)).toMatchObject({ spend: 0.25, model: "/tides", metadata: { unpriced: false } });
  });

  it("wants a key unless it says otherwise, and one of its methods", async () => {
    expect((await send("/tides", undefined, { key: "" })).status).toBe(401);
    expect((await send("/tides", undefined, { method: "DELETE" })).status).toBe(405);
    stage.upstream.play("open", { body: '{"metres":2}' });
    expect(await (await send("/open-tides", undefined, { key: "" })).json()).toEqual({ metres: 2 });
    expect((await send("/open-tides/below", undefined, { key: "" })).status).toBe(404);
  });

  it("keeps its headers to itself when the target repeats them", async () => {
    stage.upstream.play("tides", ({ headers }) => ({
      status: 401,
      body: JSON.stringify({ error: { message: `No access for ${headers["authorization"]?.replace("Bearer ", "")}` } }),
    }));
    const response = await send("/tides");
    expect(response.status).toBe(401);
    expect(await response.text()).toMatch(/No access for \[redacted\]/);
  });

  it("is within the budget of its key", async () => {
    stage.upstream.play("tides", { body: "{}" });
    const key = await makeKey(stage.gateway, { max_budget: 0.3 });
    expect((await send("/tides", undefined, { key })).status).toBe(200);
    expect((await send("/tides", undefined, { key })).status).toBe(400);
  });
});
