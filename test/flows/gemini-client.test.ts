import { ApiError, GoogleGenAI, Type } from "@google/genai";
import { describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, deployment, MASTER_KEY } from "../support/providers.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { answers, failure, wire, wireText } from "../support/wire.ts";

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      deployment(upstream, "openai", "small", { model: "openai/text-embedding-3-small" }),
      {
        model_name: "gemini",
        litellm_params: { model: "gemini/gemini-embedding-001", api_base: upstream.base("gemini"), api_key: "g-key" },
      },
    ],
    general: { limits_deadline: 5 },
  }),
);

/** Google's own SDK, as an application has it: only the address and the key are ours. */
const client = (apiKey = MASTER_KEY): GoogleGenAI =>
  new GoogleGenAI({ apiKey, httpOptions: { baseUrl: stage.gateway.url, retryOptions: { attempts: 1 } } });

const getTide = {
  name: "get_tide",
  description: "The tide.",
  parameters: { type: Type.OBJECT, properties: { harbour: { type: Type.STRING } }, required: ["harbour"] },
};
const textOf = (body: string): string =>
  (JSON.parse(body) as { choices: { message: { content: string } }[] }).choices[0]?.message.content ?? "";

describe("a client of Google's API and an OpenAI provider", () => {
  it("exchange text, whole", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const answer = await client().models.generateContent({
      model: "openai",
      contents: "Tide?",
      config: { systemInstruction: "Be brief.", temperature: 0.2 },
    });
    expect(answer.text).toBe(textOf(wireText("openai/chat.json")));
    expect(answer.usageMetadata?.candidatesTokenCount).toBeGreaterThan(0);
    expect(stage.upstream.last("openai").json).toMatchObject({
      messages: [{ role: "system" }, { role: "user" }],
      temperature: 0.2,
    });
  });

  it.each([
    ["as a list to whoever asks for nothing else", "", "application/json"],
    ["as a list to whoever asks for JSON", "?alt=json", "application/json"],
    ["as events", "?alt=sse", "text/event-stream"],
  ])("are streamed %s", async (_, query, type) => {
    stage.upstream.play("openai", answers("openai/chat", { split: "bytes:101" }));
    const response = await fetch(`${stage.gateway.url}/v1beta/models/openai:streamGenerateContent${query}`, {
      method: "POST",
      headers: { "x-goog-api-key": MASTER_KEY, "content-type": "application/json" },
      body: JSON.stringify({ contents: [{ role: "user", parts: [{ text: "Tide?" }] }] }),
    });
    expect(response.headers.get("content-type")).toContain(type);
    const said = await response.text();
    const events = said.split(/\r?\n\r?\n/).filter((event) => event.startsWith("data: "));
    const chunks = (
      query === "?alt=sse" ? events.map((event) => JSON.parse(event.slice(6))) : JSON.parse(said)
    ) as unknown[];
    expect(chunks.length).toBeGreaterThan(2);
    expect(at(chunks.at(-1), "candidates", 0, "finishReason")).toBe("STOP");
    expect(at(chunks.at(-1), "usageMetadata", "totalTokenCount")).toBeGreaterThan(0);
  });

  it("exchange text, streamed, as the same text", async () => {
    stage.upstream.play("openai", answers("openai/chat", { split: "bytes:101" }));
    const stream = await client().models.generateContentStream({ model: "openai", contents: "Tide?" });
    let text = "";
    for await (const chunk of stream) text += chunk.text ?? "";
    expect(text).toBe(textOf(wireText("openai/chat.json")));
  });

  it("exchange a tool's call and its result", async () => {
    stage.upstream.play("openai", answers("openai/tool"));
    const config = { tools: [{ functionDeclarations: [getTide] }] };
    const first = await client().models.generateContent({ model: "openai", contents: "Tide?", config });
    const call = first.functionCalls?.[0];
    expect(call?.name).toBe("get_tide");
    stage.upstream.play("openai", answers("openai/chat"));
    const content = first.candidates?.[0]?.content;
    const second = await client().models.generateContent({
      model: "openai",
      config,
      contents: [
        { role: "user", parts: [{ text: "Tide?" }] },
        content ?? { role: "model", parts: [] },
        {
          role: "user",
          parts: [{ functionResponse: { id: call?.id ?? "", name: "get_tide", response: { output: "2 m" } } }],
        },
      ],
    });
    expect(second.text).not.toBe("");
    expect(stage.upstream.last("openai").json).toMatchObject({
      messages: [{ role: "user" }, { role: "assistant" }, { role: "tool" }],
    });
  });

  it("are told of errors in Google's words", async () => {
    stage.upstream.play("openai", failure("openai/error-429.json", 429));
    const asked = client().models.generateContent({ model: "openai", contents: "Tide?" });
    await expect(asked).rejects.toThrow(ApiError);
    await expect(asked).rejects.toMatchObject({ status: 429 });
  });
});

describe("a client of Google's API embeds texts", () => {
  const VECTORS = [
    [0.0125, -0.25, 0.5],
    [-0.75, 0.125, 0.0625],
  ];
  const play = (body: object): void =>
    stage.upstream.play("gemini", { body: JSON.stringify(body), headers: { "content-type": "application/json" } });
  const post = (path: string, body: object, key = MASTER_KEY): Promise<Response> =>
    fetch(stage.gateway.url + path, {
      method: "POST",
      headers: { "x-goog-api-key": key, "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  it("at OpenAI, charged as embeddings are", async () => {
    stage.upstream.play("openai", wire("openai/embeddings.json"));
    const key = await makeKey(stage.gateway, {});
    const { embeddings } = await client(key).models.embedContent({
      model: "small",
      contents: ["ebb", "flow"],
      config: { outputDimensionality: 3 },
    });
    expect(embeddings?.map(({ values }) => values)).toEqual(VECTORS);
    expect(stage.upstream.last("openai")).toMatchObject({
      path: "/v1/embeddings",
      json: { model: "text-embedding-3-small", input: ["ebb", "flow"], dimensions: 3 },
    });
    const [event] = await spendOfKey(stage.gateway, key, 1);
    expect(event).toMatchObject({ call_type: "aembedding", prompt_tokens: 9, completion_tokens: 0 });
  });

  it("at Google, as it asked and as Google answers", async () => {
    const answer = { embeddings: [{ values: [0.5] }], usageMetadata: { promptTokenCount: 4 }, anything: "new" };
    play(answer);
    const contents = { parts: [{ text: "ebb" }, { inlineData: { mimeType: "image/png", data: "AAAA" } }] };
    const { embeddings } = await client().models.embedContent({
      model: "gemini",
      contents,
      config: { taskType: "RETRIEVAL_QUERY" },
    });
    expect(embeddings).toEqual([{ values: [0.5] }]);
    expect(stage.upstream.last("gemini")).toMatchObject({
      path: "/v1beta/models/gemini-embedding-001:batchEmbedContents",
      json: {
        requests: [{ model: "models/gemini-embedding-001", taskType: "RETRIEVAL_QUERY", content: contents }],
      },
    });
  });

  it.each(["/v1beta/models/", "/models/"])("one at a time, at %s", async (path) => {
    const answer = { embedding: { values: [0.5] }, anything: "new" };
    play(answer);
    const body = { model: "models/gemini", content: { parts: [{ text: "ebb" }] }, title: "Tides" };
    const response = await post(`${path}gemini:embedContent`, body);
    expect(await response.json()).toEqual(answer);
    expect(stage.upstream.last("gemini")).toMatchObject({
      path: "/v1beta/models/gemini-embedding-001:embedContent",
      json: { ...body, model: "models/gemini-embedding-001" },
    });
  });

  it("at another provider without what that cannot be told, or not at all", async () => {
    stage.upstream.play("openai", wire("openai/embeddings.json"));
    const body = { content: { parts: [{ text: "ebb" }] }, taskType: "CLUSTERING" };
    const refused = await post("/v1beta/models/small:embedContent", body);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      error: { code: 400, status: "INVALID_ARGUMENT", message: expect.stringContaining("taskType") as string },
    });
    const dropped = await post("/v1beta/models/small:embedContent", { ...body, drop_params: true });
    expect(await dropped.json()).toEqual({ embedding: { values: VECTORS[0] }, usageMetadata: { promptTokenCount: 9 } });
    expect(stage.upstream.last("openai").json).toEqual({ model: "text-embedding-3-small", input: ["ebb"] });
  });

  it("and is told of failures in Google's words", async () => {
    stage.upstream.play("openai", failure("openai/error-429.json", 429));
    const asked = client().models.embedContent({ model: "small", contents: "ebb" });
    await expect(asked).rejects.toThrow(ApiError);
    await expect(asked).rejects.toMatchObject({ status: 429 });
    const response = await post("/v1beta/models/small:batchEmbedContents", { requests: [] });
    expect(await response.json()).toMatchObject({ error: { code: 400, status: "INVALID_ARGUMENT" } });
  });
});
