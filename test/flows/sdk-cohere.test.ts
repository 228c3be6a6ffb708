import { Cohere, CohereClient, CohereClientV2, CohereError } from "cohere-ai";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { calling, PIXEL, PLAIN, SPENT, TIDE } from "../conformance/answer.ts";
import { byWords } from "../conformance/replies.ts";
import { SCHEMA, type EmbeddingWire, type RerankWire } from "../conformance/wire.ts";
import { cohereRerankWire } from "../conformance/wires/cohere-rerank.ts";
import { geminiEmbeddingsWire } from "../conformance/wires/google-embeddings.ts";
import { jinaRerankWire, teiRerankWire, voyageRerankWire } from "../conformance/wires/jina-rerank.ts";
import { openaiEmbeddingsWire } from "../conformance/wires/openai-embeddings.ts";
import { cohereEmbeddingsWire, voyageEmbeddingsWire } from "../conformance/wires/other-embeddings.ts";
import { errorOf } from "../support/clients.ts";
import { byBearer, byHeader, secretFor, type Check } from "../support/own-wires/credentials.ts";
import { PATIENCE_SECONDS, play, playAnswer, playLimit } from "../support/own-wires/play.ts";
import { OWN_PROVIDERS, ownConfig, providerOf, refusers, takers, THINKERS } from "../support/own-wires/providers.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";

interface Other<W> {
  readonly id: string;
  readonly model: string;
  readonly wire: W;
}

const RANKERS: readonly Other<RerankWire>[] = [
  { id: "rank-cohere", model: "cohere/rerank-v3.5", wire: cohereRerankWire },
  { id: "rank-jina", model: "jina_ai/jina-reranker-v2-base-multilingual", wire: jinaRerankWire },
  { id: "rank-voyage", model: "voyage/rerank-2", wire: voyageRerankWire },
  { id: "rank-huggingface", model: "huggingface/BAAI/bge-reranker-base", wire: teiRerankWire },
];

interface Embedder extends Other<EmbeddingWire> {
  readonly isSigned: Check;
  /** What a search is called there. */
  readonly purpose: string | undefined;
}

const bearer = (id: string) => ({ id, isSigned: byBearer(secretFor(id)) });
const EMBEDDERS: readonly Embedder[] = [
  { ...bearer("embed-cohere"), model: "cohere/embed-v4.0", wire: cohereEmbeddingsWire, purpose: "search_query" },
  { ...bearer("embed-openai"), model: "openai/text-embedding-3-small", wire: openaiEmbeddingsWire, purpose: undefined },
  { ...bearer("embed-voyage"), model: "voyage/voyage-3.5", wire: voyageEmbeddingsWire, purpose: '"query"' },
  {
    id: "embed-gemini",
    isSigned: byHeader("x-goog-api-key", secretFor("embed-gemini")),
    model: "gemini/gemini-embedding-001",
    wire: geminiEmbeddingsWire,
    purpose: "RETRIEVAL_QUERY",
  },
];

const stage = useStage((upstream) =>
  ownConfig(
    upstream,
    [...RANKERS, ...EMBEDDERS].map(({ id, model, wire }) => ({
      model_name: id,
      litellm_params: { model, api_base: upstream.base(id), api_key: secretFor(id) },
      model_info: { id: `deployment-${id}`, mode: wire.operation },
    })),
  ),
);

const options = () => ({ environment: stage.gateway.url, token: MASTER_KEY, maxRetries: 0 });
const cohere = () => new CohereClientV2(options());

const QUESTION = "When is high tide? ⚓";
const messages: Cohere.ChatMessageV2[] = [{ role: "user", content: QUESTION }];
const tools: Cohere.ToolV2[] = [
  {
    type: "function",
    function: {
      name: TIDE.name,
      description: "The tide.",
      parameters: { type: "object", properties: { port: { type: "string" }, note: { type: "string" } } },
    },
  },
];
const ways = ["streamed", "whole"] as const;
type Way = (typeof ways)[number];

interface Said {
  readonly text: string;
  readonly thinking: string;
  readonly calls: readonly Cohere.ToolCallV2[];
  readonly finish: string | undefined;
  readonly usage: Cohere.Usage | undefined;
  readonly error: string | undefined;
}

const say = async (request: Cohere.V2ChatRequest, way: Way): Promise<Said> =>
  way === "whole" ? await saidWhole(request) : await saidStreamed(request);

async function saidWhole(request: Cohere.V2ChatRequest): Promise<Said> {
  const { message, finishReason: finish, usage } = await cohere().chat(request);
  const content = message.content ?? [];
  const text = content.map((item) => (item.type === "text" ? item.text : "")).join("");
  const thinking = content.map((item) => (item.type === "thinking" ? item.thinking : "")).join("");
  return { text, thinking, calls: message.toolCalls ?? [], finish, usage, error: undefined };
}

async function saidStreamed(request: Cohere.V2ChatRequest): Promise<Said> {
  let [text, thinking] = ["", ""];
  const calls: { id: string; name: string; input: string }[] = [];
  let end: Cohere.ChatMessageEndEventDelta | undefined;
  const types = [];
  for await (const event of await cohere().chatStream(request)) {
    types.push(event.type);
    if (event.type === "content-delta") {
      text += event.delta?.message?.content?.text ?? "";
      thinking += event.delta?.message?.content?.thinking ?? "";
    } else if (event.type === "tool-call-start") {
      const { id = "", function: target } = event.delta?.message?.toolCalls ?? {};
      calls.push({ id, name: target?.name ?? "", input: target?.arguments ?? "" });
    } else if (event.type === "tool-call-delta") {
      const call = calls.at(-1);
      if (call !== undefined) call.input += event.delta?.message?.toolCalls?.function?.arguments ?? "";
    } else if (event.type === "message-end") end = event.delta;
  }
  expect([types[0], types.at(-1)]).toEqual(["message-start", "message-end"]);
  return {
    text,
    thinking,
    calls: calls.map(({ id, name, input }) => ({ id, type: "function", function: { name, arguments: input } })),
    finish: end?.finishReason,
    usage: end?.usage,
    error: end?.error,
  };
}

describe.each(OWN_PROVIDERS)("the Cohere SDK and $id", (provider) => {
  const { id, path, streamPath = path, wire } = provider;

  it.each(ways)("chat, %s", async (way) => {
    playAnswer(stage.upstream, provider, PLAIN);
    const said = await say({ model: id, messages }, way);
    expect(said).toMatchObject({ text: PLAIN.text, finish: "COMPLETE" });
    const told = wire.abilities.usage[way === "whole" ? "whole" : "stream"];
    // An estimate where the provider tells nothing.
    if (told) expect(said.usage?.billedUnits).toEqual({ inputTokens: SPENT.input, outputTokens: SPENT.output });
    else expect(said.usage?.billedUnits?.outputTokens).toBeGreaterThan(0);
    const asked = stage.upstream.requests(id).findLast(({ method }) => method === "POST");
    expect(asked?.path).toBe(way === "streamed" ? streamPath : path);
    expect(asked?.body.toString()).toContain(QUESTION);
  });

  it.each(ways)("are told when to come back, %s", async (way) => {
    const says = playLimit(stage.upstream, provider);
    const error = await errorOf(say({ model: id, messages }, way));
    expect(error).toBeInstanceOf(Cohere.TooManyRequestsError);
    expect(error).toMatchObject({ body: { message: expect.stringContaining(says) as unknown } });
    expect(error instanceof CohereError && error.rawResponse?.headers.get("retry-after")).toBe(PATIENCE_SECONDS);
  });
});

describe.each(takers("tools"))("the Cohere SDK and $id, with tools", (provider) => {
  const { id } = provider;

  it.each(ways)("call a tool and send its result back, %s", async (way) => {
    playAnswer(stage.upstream, provider, calling(TIDE));
    const { calls: toolCalls, finish } = await say({ model: id, messages, tools }, way);
    expect(finish).toBe("TOOL_CALL");
    expect(toolCalls.map((call) => call.function?.name)).toEqual([TIDE.name]);
    expect(JSON.parse(toolCalls[0]?.function?.arguments ?? "")).toEqual(TIDE.input);
    expect(stage.upstream.last(id).body.toString()).toContain("The tide.");
    const toolCallId = toolCalls[0]?.id ?? "";
    expect(toolCallId).toMatch(/^[\w-]{1,40}$/);
    playAnswer(stage.upstream, provider, PLAIN);
    const history: Cohere.ChatMessageV2[] = [
      ...messages,
      { role: "assistant", toolPlan: "I look it up.", toolCalls: [...toolCalls] },
      {
        role: "tool",
        toolCallId,
        content: [{ type: "document", document: { id: "tide-1", data: { text: "At nine, 4.2 m." } } }],
      },
    ];
    expect(await say({ model: id, messages: history, tools }, way)).toMatchObject({ text: PLAIN.text });
    expect(stage.upstream.last(id).body.toString()).toContain("At nine, 4.2 m.");
  });
});

it.each(refusers("tools"))("the Cohere SDK is told that $id has no tools", async ({ id }) => {
  const error = await errorOf(say({ model: id, messages, tools }, "whole"));
  expect(error).toBeInstanceOf(Cohere.BadRequestError);
  expect(error).toMatchObject({
    body: { message: expect.stringContaining(`${id} does not support tools`) as unknown },
  });
});

describe.each(THINKERS)("the Cohere SDK and $id", (provider) => {
  it.each(ways)("read what it thought, %s", async (way) => {
    playAnswer(stage.upstream, provider, { ...PLAIN, reasoning: { text: "The moon is full.", signature: "c2lnbmVk" } });
    expect(await say({ model: provider.id, messages }, way)).toMatchObject({
      text: PLAIN.text,
      thinking: "The moon is full.",
    });
  });
});

describe("all that a request may hold", () => {
  const request = (model: string): Cohere.V2ChatRequest => ({
    model,
    messages: [
      { role: "system", content: "Be brief." },
      {
        role: "user",
        content: [
          { type: "text", text: QUESTION },
          { type: "image_url", imageUrl: { url: `data:image/png;base64,${PIXEL}` } },
        ],
      },
    ],
    documents: ["Low at three.", { id: "d2", data: { text: "High at nine." } }],
    responseFormat: { type: "json_object", jsonSchema: SCHEMA },
    maxTokens: 64,
    temperature: 0.5,
    stopSequences: ["END"],
    thinking: { type: "disabled" },
    safetyMode: "CONTEXTUAL",
    citationOptions: { mode: "OFF" },
  });

  it.each(["openai", "anthropic", "gemini"])("reaches %s", async (id) => {
    const provider = providerOf(id);
    playAnswer(stage.upstream, provider, PLAIN);
    await cohere().chat(request(id));
    const { text, pictures, schema, settings } = provider.wire.read(stage.upstream.last(id).json as JsonObject);
    expect(text).toMatch(/Be brief\.[^]*Low at three\.[^]*id: d2\ntext: High at nine\.[^]*When is high tide/);
    expect(pictures).toEqual([PIXEL]);
    expect(schema).toMatchObject({ properties: { port: { type: "string" } } });
    expect(settings).toMatchObject({ max_tokens: 64, temperature: 0.5, stop: ["END"] });
  });

  it("reaches Cohere as it is", async () => {
    const provider = providerOf("cohere");
    playAnswer(stage.upstream, provider, PLAIN);
    await cohere().chat({
      ...request("cohere"),
      safetyMode: "STRICT",
      logprobs: true,
      citationOptions: { mode: "FAST" },
    });
    expect(stage.upstream.last("cohere").json).toMatchObject({
      model: "command-a-03-2025",
      documents: ["Low at three.", { id: "d2", data: { text: "High at nine." } }],
      response_format: { type: "json_object", json_schema: SCHEMA },
      safety_mode: "STRICT",
      logprobs: true,
      citation_options: { mode: "FAST" },
    });
  });

  it.each([
    ["logprobs", { logprobs: true }],
    ["citation_options", { citationOptions: { mode: "FAST" } }],
    ["safety_mode", { safetyMode: "STRICT" }],
  ] as const)("is refused clearly where only Cohere has it: %s", async (name, fields) => {
    const error = await errorOf(cohere().chat({ model: "openai", messages, ...fields }));
    expect(error).toBeInstanceOf(Cohere.BadRequestError);
    expect(error).toMatchObject({ body: { message: expect.stringContaining(name) as unknown } });
  });
});

describe("what is wrong is told in the SDK's own classes", () => {
  it("an unknown model", async () => {
    const error = await errorOf(cohere().chat({ model: "nobody", messages }));
    expect(error).toBeInstanceOf(Cohere.BadRequestError);
    expect(error).toMatchObject({ statusCode: 400, body: { message: expect.stringContaining("nobody") as unknown } });
  });

  it("an unknown key", async () => {
    const stranger = new CohereClientV2({ ...options(), token: "sk-of-nobody" });
    expect(await errorOf(stranger.chat({ model: "openai", messages }))).toBeInstanceOf(Cohere.UnauthorizedError);
  });

  it("a model that the provider does not have", async () => {
    const provider = providerOf("openai");
    play(stage.upstream, provider, () => ({
      status: 404,
      body: JSON.stringify({ error: { message: "No such model." } }),
    }));
    const error = await errorOf(cohere().chat({ model: "openai", messages }));
    expect(error).toBeInstanceOf(Cohere.NotFoundError);
    expect(error).toMatchObject({ body: { message: expect.stringContaining("No such model.") as unknown } });
  });

  it.each(["openai", "anthropic", "cohere"])("a stream of %s that breaks: it does not end well", async (id) => {
    const provider = providerOf(id);
    const { transport, markFrames, streamFailure } = provider.wire;
    const told = [...provider.wire.frames(PLAIN, byWords).slice(0, -markFrames - 1), streamFailure.frame];
    play(stage.upstream, provider, () => ({
      headers: { "content-type": transport.contentType },
      body: Buffer.concat(told.map((frame) => transport.encode(frame))),
    }));
    const { finish, error } = await saidStreamed({ model: id, messages });
    expect({ finish, error }).toEqual({
      finish: "ERROR",
      error: expect.stringContaining(streamFailure.says) as unknown,
    });
  });

  it.each(["/v2/chat", "/v2/embed", "/v1/embed", "/v2/rerank"])(
    "on %s also by those who ask otherwise",
    async (path) => {
      const headers = { authorization: `Bearer ${MASTER_KEY}` };
      const ask = async (init: RequestInit) => {
        const response = await fetch(stage.gateway.url + path, { headers, ...init });
        return { status: response.status, body: await response.json() };
      };
      const message = expect.stringMatching(/./) as unknown;
      expect(await ask({ method: "GET" })).toEqual({ status: 405, body: { message } });
      expect(await ask({ method: "POST", body: "{" })).toEqual({ status: 400, body: { message } });
      expect(await ask({ method: "POST", body: "{}" })).toEqual({ status: 400, body: { message } });
    },
  );
});

const VECTORS = [
  [0.0125, -0.25, 0.5],
  [-0.75, 0.125, 0.0625],
];
const texts = ["ebb", "flow"];
const single = VECTORS.map((vector) => [...new Float32Array(vector)]);

describe.each(EMBEDDERS)("the Cohere SDK and $id", (embedder) => {
  const { id, wire, purpose } = embedder;

  const playVectors = (): void =>
    play(stage.upstream, embedder, ({ json }) => ({
      body: JSON.stringify(wire.whole(VECTORS, SPENT, json as JsonObject)),
    }));
  const lastBody = (): string => stage.upstream.last(id).body.toString();

  it("make vectors, by the second version of its API", async () => {
    playVectors();
    const answer = await cohere().embed({
      model: id,
      texts,
      inputType: "search_query",
      embeddingTypes: ["float"],
      outputDimension: 3,
      truncate: "END",
    });
    expect(answer.embeddings.float).toEqual(VECTORS);
    if (wire.usage) expect(answer.meta?.billedUnits?.inputTokens).toBe(SPENT.input);
    expect(wire.read(stage.upstream.last(id).json as JsonObject)).toMatchObject({ texts, dimensions: 3 });
    if (purpose === undefined) expect(lastBody()).not.toMatch(/search|query/i);
    else expect(lastBody()).toContain(purpose);
  });

  it("make vectors in base64", async () => {
    playVectors();
    const answer = await cohere().embed({ model: id, texts, inputType: "clustering", embeddingTypes: ["base64"] });
    const read = (answer.embeddings.base64 ?? []).map((text) => [
      ...new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer),
    ]);
    expect(read).toEqual(single);
  });

  it("make vectors, by the first version of its API", async () => {
    playVectors();
    const answer = await new CohereClient(options()).embed({ model: id, texts, inputType: "search_query" });
    expect(answer).toMatchObject({ responseType: "embeddings_floats", embeddings: VECTORS, texts });
    if (purpose !== undefined) expect(lastBody()).toContain(purpose);
  });
});

describe("vectors that only Cohere makes", () => {
  const request: Cohere.V2EmbedRequest = { model: "", texts, inputType: "search_document", embeddingTypes: ["int8"] };

  it("come from Cohere as they are", async () => {
    play(stage.upstream, bearer("embed-cohere"), () => ({
      body: JSON.stringify({
        id: "e1",
        embeddings: { int8: [[1], [-2]] },
        meta: { billed_units: { input_tokens: 2 } },
      }),
    }));
    const answer = await cohere().embed({ ...request, model: "embed-cohere" });
    expect(answer).toMatchObject({ id: "e1", embeddings: { int8: [[1], [-2]] } });
  });

  it("are refused clearly elsewhere", async () => {
    const error = await errorOf(cohere().embed({ ...request, model: "embed-openai" }));
    expect(error).toBeInstanceOf(Cohere.BadRequestError);
    expect(error).toMatchObject({ body: { message: expect.stringContaining("embedding_types") as unknown } });
  });
});

const query = QUESTION;
const documents = ["Low at three.", "High at nine."];
const ranked = [
  { index: 1, score: 0.875 },
  { index: 0, score: 0.125 },
];
const results = ranked.map(({ index, score }) => ({ index, relevanceScore: score }));

const playRanking = ({ id, wire }: Other<RerankWire>): void =>
  play(stage.upstream, bearer(id), () => ({
    body: JSON.stringify(wire.whole(ranked, SPENT)),
  }));

describe.each(RANKERS)("the Cohere SDK and $id", (ranker) => {
  const { id, wire } = ranker;

  it("rank documents, by the second version of its API", async () => {
    playRanking(ranker);
    const topN = wire.refusesTopN ? {} : { topN: 2 };
    const answer = await cohere().rerank({ model: id, query, documents, ...topN });
    expect(answer.results).toMatchObject(results);
    const asked = wire.read(JSON.parse(stage.upstream.last(id).body.toString()));
    expect(asked).toMatchObject({ query, documents });
  });

  it("rank documents, by the first version of its API", async () => {
    playRanking(ranker);
    const answer = await new CohereClient(options()).rerank({ model: id, query, documents });
    expect(answer.results).toMatchObject(results);
  });
});

it("the Cohere SDK reads what is wrong with a rerank", async () => {
  const error = await errorOf(cohere().rerank({ model: "nobody", query, documents }));
  expect(error).toBeInstanceOf(Cohere.BadRequestError);
  expect(error).toMatchObject({ statusCode: 400, body: { message: expect.stringContaining("nobody") as unknown } });
});
