import type OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, deployment, MASTER_KEY } from "../support/providers.ts";
import { spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { answers, failure, wireText } from "../support/wire.ts";

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      deployment(upstream, "openai", "instruct", { model: "openai/gpt-3.5-turbo-instruct" }),
      deployment(upstream, "hosted_vllm", "harbour/pilot"),
    ],
  }),
);

const usage = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };
const head = { id: "cmpl-1", object: "text_completion", created: 1_780_000_000, model: "Qwen/Qwen3-8B" };
const choice = (text: string, finish_reason: string | null, index = 0) => ({
  text,
  index,
  logprobs: null,
  finish_reason,
});
const whole = { ...head, choices: [choice(" High.", "stop"), choice(" Low.", "length", 1)], usage, kv_transfer: null };
const streamed = [
  { ...head, choices: [choice(" High", null)], usage: null },
  { ...head, choices: [choice(".", "stop")], usage: null },
  { ...head, choices: [], usage },
];

const playWhole = (id: "hosted_vllm" | "openai"): void =>
  stage.upstream.play(id, () => ({ body: JSON.stringify(whole), headers: { "content-type": "application/json" } }));
const playStream = (id: "hosted_vllm" | "openai"): void =>
  stage.upstream.play(id, () => ({
    body: [...streamed.map((chunk) => JSON.stringify(chunk)), "[DONE]"].map((data) => `data: ${data}\n\n`).join(""),
    headers: { "content-type": "text/event-stream" },
  }));

const textOf = (body: string): string =>
  (JSON.parse(body) as { content: { text?: string }[] }).content.map(({ text }) => text ?? "").join("");

async function eventsOf(response: Response): Promise<readonly unknown[]> {
  return await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
}

const post = (path: string, body: object, key = MASTER_KEY): Promise<Response> =>
  fetch(stage.gateway.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

describe("text completions of a provider that has them", () => {
  it("pass untouched, whatever is asked", async () => {
    playWhole("hosted_vllm");
    const asked = {
      prompt: ["Tide at nine:", "At three:"],
      suffix: "!",
      logprobs: 2,
      best_of: 3,
      future_field: [null],
    };
    const response = await post("/v1/completions", { model: "hosted_vllm", ...asked });
    expect(await response.text()).toBe(JSON.stringify(whole));
    expect(stage.upstream.last("hosted_vllm")).toMatchObject({ path: "/v1/completions" });
    expect(stage.upstream.last("hosted_vllm").json).toEqual({ model: "Qwen/Qwen3-8B", ...asked });
  });

  it.each([true, false])("stream, with the usage only where it was asked for: %s", async (include_usage) => {
    playStream("hosted_vllm");
    const { data: stream, response } = await stage.openai.completions
      .create({ model: "hosted_vllm", prompt: "Tide?", stream: true, stream_options: { include_usage } })
      .withResponse();
    const chunks: OpenAI.Completion[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map(({ choices }) => choices[0]?.text ?? "").join("")).toBe(" High.");
    expect(chunks.flatMap(({ usage: told }) => told ?? [])).toEqual(include_usage ? [usage] : []);
    expect(stage.upstream.last("hosted_vllm").json).toMatchObject({ stream_options: { include_usage: true } });
    const events = await eventsOf(response);
    expect(events).toHaveLength(1);
    expect(at(events, 0)).toMatchObject({
      call_type: "atext_completion",
      prompt_tokens: usage.prompt_tokens,
      completion_tokens: usage.completion_tokens,
    });
  });
});

describe("text completions of a provider that only chats", () => {
  it("come from what it answers to the prompt", async () => {
    stage.upstream.play("anthropic", answers("anthropic/chat"));
    const { data, response } = await stage.openai.completions
      .create({ model: "anthropic", prompt: "Tide?", max_tokens: 50, stop: "END" })
      .withResponse();
    expect(data).toMatchObject({ object: "text_completion", choices: [{ index: 0, finish_reason: "stop" }] });
    expect(data.choices[0]?.text).toBe(textOf(wireText("anthropic/chat.json")));
    const { json } = stage.upstream.last("anthropic");
    expect(json).toMatchObject({ max_tokens: 50, stop_sequences: ["END"], messages: [{ role: "user" }] });
    expect(JSON.stringify(json)).toContain("Tide?");
    const events = await eventsOf(response);
    expect(events).toHaveLength(1);
    expect(at(events, 0)).toMatchObject({
      prompt_tokens: data.usage?.prompt_tokens,
      completion_tokens: data.usage?.completion_tokens,
    });
  });

  it("stream as the same text", async () => {
    stage.upstream.play("anthropic", answers("anthropic/chat", { split: "bytes:97" }));
    const stream = await stage.openai.completions.create({
      model: "anthropic",
      prompt: "Tide?",
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.Completion[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map(({ choices }) => choices[0]?.text ?? "").join("")).toBe(textOf(wireText("anthropic/chat.json")));
    expect(chunks.at(-1)?.usage?.completion_tokens).toBeGreaterThan(0);
  });

  it.each<[string, object]>([
    ["prompt", { prompt: ["one", "two"] }],
    ["prompt", { prompt: [1, 2, 3] }],
    ["suffix", { prompt: "p", suffix: "s" }],
    ["echo", { prompt: "p", echo: true }],
    ["logprobs", { prompt: "p", logprobs: 1 }],
    ["best_of", { prompt: "p", best_of: 2 }],
    ["n", { prompt: "p", n: 2 }],
  ])("are refused for their %s before it is asked: %j", async (param, body) => {
    stage.upstream.clear();
    const response = await post("/v1/completions", { model: "anthropic", ...body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param, type: "invalid_request_error" } });
    expect(stage.upstream.requests("anthropic")).toEqual([]);
  });

  it("leave out what cannot be had, where that is wanted", async () => {
    stage.upstream.play("anthropic", answers("anthropic/chat"));
    const asked = { model: "anthropic", prompt: "Tide?", suffix: "s", best_of: 2, n: 2, drop_params: true };
    expect((await post("/v1/completions", asked)).status).toBe(200);
    expect(JSON.stringify(stage.upstream.last("anthropic").json)).not.toMatch(/suffix|best_of|"n"/);
  });

  it("tell the provider's errors in OpenAI's words", async () => {
    stage.upstream.play("anthropic", failure("anthropic/error-429.json", 429));
    const asked = stage.openai.completions.create({ model: "anthropic", prompt: "Tide?" });
    await expect(asked).rejects.toMatchObject({ status: 429 });
  });
});

it("a chat with a model that only completes text is asked as a prompt", async () => {
  playWhole("openai");
  const answer = await stage.openai.chat.completions.create({
    model: "instruct",
    messages: [{ role: "user", content: "Tide?" }],
  });
  expect(answer.choices[0]?.message.content).toBe(" High.");
  expect(stage.upstream.last("openai")).toMatchObject({
    path: "/v1/completions",
    json: { model: "gpt-3.5-turbo-instruct", prompt: "Tide?" },
  });
});

describe("the path of text completions", () => {
  it.each([
    "/completions",
    "/engines/hosted_vllm/completions",
    "/engines/harbour/pilot/completions",
    "/openai/deployments/hosted_vllm/completions?api-version=2024-10-21",
  ])("may also be %s", async (path) => {
    playWhole("hosted_vllm");
    const response = await post(path, { ...(path === "/completions" && { model: "hosted_vllm" }), prompt: "p" });
    expect(await response.json()).toMatchObject({ object: "text_completion" });
  });

  it.each(["/engines/harbour/pilot/chat/completions", "/openai/deployments/harbour/pilot/chat/completions"])(
    "is not taken for that of chats: %s",
    async (path) => {
      stage.upstream.play("hosted_vllm", answers("hosted_vllm/chat"));
      const response = await post(path, { messages: [{ role: "user", content: "Tide?" }] });
      expect(await response.json()).toMatchObject({ object: "chat.completion" });
    },
  );

  it.each<[string, object]>([
    ["prompt", {}],
    ["prompt", { prompt: 7 }],
    ["model", { prompt: "p", model: "" }],
    ["n", { prompt: "p", n: 0 }],
  ])("refuses what is wrong with %s: %j", async (param, body) => {
    const response = await post("/v1/completions", { model: "hosted_vllm", ...body });
    expect(response.status).toBe(400);
    expect(textAt(await response.json(), "error", "param")).toBe(param);
  });

  it("is closed to a key that may use embeddings alone", async () => {
    const key = await makeKey(stage.gateway, { allowed_routes: ["/v1/embeddings"] });
    expect((await post("/v1/completions", { model: "hosted_vllm", prompt: "p" }, key)).status).toBe(403);
  });
});
