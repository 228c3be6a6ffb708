import { expect, it } from "vitest";
import { at } from "../support/at.ts";
import { encodeMessage, text } from "../support/event-stream.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { Scene } from "../support/upstream.ts";

const CLAUDE = "anthropic.claude-3-haiku-20240307-v1:0";
const TITAN = "amazon.titan-embed-text-v2:0";
const step = (id: string, verb: string): string => `/bedrock/model/${encodeURIComponent(id)}/${verb}`;

const json = (value: object, headers: Readonly<Record<string, string>> = {}): Scene => ({
  body: JSON.stringify(value),
  headers,
});
const events = (...data: readonly (object | string)[]): Scene => ({
  headers: { "content-type": "text/event-stream" },
  body: data.map((each) => `data: ${typeof each === "string" ? each : JSON.stringify(each)}\n\n`).join(""),
});
/** Anthropic and Cohere name their events. */
const named = (...data: readonly { readonly type: string; readonly [field: string]: unknown }[]): Scene => ({
  headers: { "content-type": "text/event-stream" },
  body: data.map((each) => `event: ${each.type}\ndata: ${JSON.stringify(each)}\n\n`).join(""),
});
const binary = (...data: readonly (readonly [type: string, payload: object])[]): Scene => ({
  headers: { "content-type": "application/vnd.amazon.eventstream" },
  body: Buffer.concat(
    data.map(([type, payload]) =>
      encodeMessage(
        [
          [":event-type", text(type)],
          [":content-type", text("application/json")],
          [":message-type", text("event")],
        ],
        Buffer.from(JSON.stringify(payload)),
      ),
    ),
  ),
  split: "bytes:30",
});

const OPENAI = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
const RESPONSES = { input_tokens: 7, output_tokens: 5, total_tokens: 12 };
const GOOGLE = { promptTokenCount: 7, candidatesTokenCount: 5, totalTokenCount: 12 };
const AWS = { inputTokens: 7, outputTokens: 5, totalTokens: 12 };
const COHERE = { tokens: { input_tokens: 7, output_tokens: 5 }, billed_units: { input_tokens: 7, output_tokens: 5 } };

const chatAnswer = {
  id: "c",
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "High." }, finish_reason: "stop" }],
  usage: OPENAI,
};
const chunk = (choices: readonly object[], more: object = {}): object => ({
  id: "c",
  object: "chat.completion.chunk",
  choices,
  ...more,
});
const chatStream = events(
  chunk([{ index: 0, delta: { role: "assistant", content: "High." }, finish_reason: null }]),
  chunk([{ index: 0, delta: {}, finish_reason: "stop" }]),
  chunk([], { usage: OPENAI }),
  "[DONE]",
);
const responseOf = (status: string, more: object = {}): object => ({
  id: "resp_1",
  object: "response",
  status,
  model: "m",
  output: [],
  ...more,
});
const claudeAnswer = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude",
  content: [{ type: "text", text: "High." }],
  stop_reason: "end_turn",
  usage: { input_tokens: 7, output_tokens: 5 },
};
const claudeEvents = [
  {
    type: "message_start",
    message: { ...claudeAnswer, content: [], stop_reason: null, usage: { input_tokens: 7, output_tokens: 1 } },
  },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "High." } },
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } },
  { type: "message_stop" },
] as const;
const candidate = (words: string, more: object = {}): object => ({
  candidates: [{ content: { role: "model", parts: [{ text: words }] }, index: 0, ...more }],
});
const geminiAnswer = { ...candidate("High.", { finishReason: "STOP" }), usageMetadata: GOOGLE };
const geminiChunks = [candidate("High "), geminiAnswer];
const contents = [{ role: "user", parts: [{ text: "Tide?" }] }];
const messages = [{ role: "user", content: "Tide?" }];
const vector = [0.1, 0.2];

const form = (fields: Readonly<Record<string, string>>, file: string): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  data.append(file, new Blob(["what is in it"]), "a.bin");
  return data;
};

interface Call {
  readonly path: string;
  readonly body: object;
  readonly answer: Scene;
  /** In and out, as the answer tells them; undefined where it tells none, and what is paid for is counted here. */
  readonly tokens: readonly [input: number, output: number] | undefined;
  /** Dollars; undefined for what is estimated. */
  readonly cost: number | undefined;
}

/** A token in costs 0.001, one out 0.01; so does a chat of seven and five. */
const CHAT = { tokens: [7, 5], cost: 0.057 } as const;
const READ = { tokens: [7, 0], cost: 0.007 } as const;
const FREE = { tokens: [0, 0], cost: 0 } as const;

const CALLS: Readonly<Record<string, Call>> = {
  "OpenAI chat": {
    path: "/openai/v1/chat/completions",
    body: { model: "gpt-x", messages },
    answer: json(chatAnswer),
    ...CHAT,
  },
  "OpenAI chat, streamed": {
    path: "/openai/v1/chat/completions",
    body: { model: "gpt-x", messages, stream: true, stream_options: { include_usage: true } },
    answer: chatStream,
    ...CHAT,
  },
  "OpenAI responses": {
    path: "/openai_passthrough/v1/responses",
    body: { model: "gpt-x", input: "Tide?" },
    answer: json(responseOf("completed", { usage: RESPONSES })),
    ...CHAT,
  },
  "OpenAI responses, streamed": {
    path: "/openai_passthrough/v1/responses",
    body: { model: "gpt-x", input: "Tide?", stream: true },
    answer: named(
      { type: "response.created", response: responseOf("in_progress") },
      { type: "response.completed", response: responseOf("completed", { usage: RESPONSES }) },
    ),
    ...CHAT,
  },
  "OpenAI completions": {
    path: "/openai/v1/completions",
    body: { model: "davinci-002", prompt: "Tide?" },
    answer: json({
      id: "c",
      object: "text_completion",
      choices: [{ index: 0, text: "High.", finish_reason: "stop" }],
      usage: OPENAI,
    }),
    ...CHAT,
  },
  "OpenAI completions, streamed": {
    path: "/openai/v1/completions",
    body: { model: "davinci-002", prompt: "Tide?", stream: true, stream_options: { include_usage: true } },
    answer: events(
      { id: "c", object: "text_completion", choices: [{ index: 0, text: "High.", finish_reason: "stop" }] },
      { id: "c", object: "text_completion", choices: [], usage: OPENAI },
      "[DONE]",
    ),
    ...CHAT,
  },
  "OpenAI embeddings": {
    path: "/openai/v1/embeddings",
    body: { model: "gpt-x", input: "Tide?" },
    answer: json({
      object: "list",
      model: "m",
      data: [{ object: "embedding", index: 0, embedding: vector }],
      usage: { prompt_tokens: 7, total_tokens: 7 },
    }),
    ...READ,
  },
  "OpenAI images": {
    path: "/openai/v1/images/generations",
    body: { model: "gpt-x", prompt: "A quay" },
    answer: json({ created: 1, data: [{ b64_json: "AAAA" }], usage: RESPONSES }),
    ...CHAT,
  },
  "OpenAI edits of images": {
    path: "/openai/v1/images/edits",
    body: form({ model: "gpt-x", prompt: "A quay" }, "image"),
    answer: json({ created: 1, data: [{ b64_json: "AAAA" }], usage: RESPONSES }),
    ...CHAT,
  },
  "OpenAI transcriptions": {
    path: "/openai/v1/audio/transcriptions",
    body: form({ model: "gpt-x" }, "file"),
    answer: json({ text: "Ahoy", usage: { type: "tokens", ...RESPONSES } }),
    ...CHAT,
  },
  "OpenAI transcriptions, streamed": {
    path: "/openai/v1/audio/transcriptions",
    body: form({ model: "gpt-x", stream: "true" }, "file"),
    answer: named({ type: "transcript.text.done", text: "Ahoy", usage: { type: "tokens", ...RESPONSES } }),
    ...CHAT,
  },
  "OpenAI translations": {
    path: "/openai/v1/audio/translations",
    body: form({ model: "whisper-x" }, "file"),
    answer: json({ text: "Ahoy", duration: 3, task: "translate" }),
    tokens: [0, 0],
    cost: 0.3,
  },
  "OpenAI speech": {
    path: "/openai/v1/audio/speech",
    body: { model: "tts-x", input: "Ahoy!", voice: "alloy" },
    answer: { headers: { "content-type": "audio/mpeg" }, body: Buffer.from([1, 2, 255]) },
    tokens: undefined,
    cost: 0.5,
  },
  "Azure chat": {
    path: "/azure/openai/deployments/quay-x/chat/completions?api-version=2024-10-21",
    body: { messages },
    answer: json(chatAnswer),
    ...CHAT,
  },
  "Azure transcriptions": {
    path: "/azure/openai/deployments/quay-x/audio/transcriptions?api-version=2024-10-21",
    body: form({}, "file"),
    answer: json({ text: "Ahoy", usage: { type: "tokens", ...RESPONSES } }),
    ...CHAT,
  },
  "Anthropic messages": {
    path: "/anthropic/v1/messages/",
    body: { model: "claude-x", max_tokens: 8, messages },
    answer: json(claudeAnswer),
    ...CHAT,
  },
  "Anthropic messages, streamed": {
    path: "/anthropic/v1/messages/",
    body: { model: "claude-x", max_tokens: 8, messages, stream: true },
    answer: named(...claudeEvents),
    ...CHAT,
  },
  "Anthropic count": {
    path: "/anthropic/v1/messages/count_tokens/",
    body: { model: "claude-x", messages },
    answer: json({ input_tokens: 7 }),
    ...FREE,
  },
  "Gemini generateContent": {
    path: "/gemini/v1beta/models/flash-x:generateContent",
    body: { contents },
    answer: json(geminiAnswer),
    ...CHAT,
  },
  "Gemini streamGenerateContent, as events": {
    path: "/gemini/v1beta/models/flash-x:streamGenerateContent?alt=sse",
    body: { contents },
    answer: events(...geminiChunks),
    ...CHAT,
  },
  "Gemini streamGenerateContent, as a list": {
    path: "/gemini/v1beta/models/flash-x:streamGenerateContent",
    body: { contents },
    answer: json(geminiChunks),
    ...CHAT,
  },
  "Gemini embedContent": {
    path: "/gemini/v1beta/models/flash-x:embedContent",
    body: { content: { parts: [{ text: "Tide?" }] } },
    answer: json({ embedding: { values: vector } }),
    tokens: undefined,
    cost: undefined,
  },
  "Gemini batchEmbedContents": {
    path: "/gemini/v1beta/models/flash-x:batchEmbedContents",
    body: { requests: [{ model: "models/flash-x", content: { parts: [{ text: "Tide?" }] } }] },
    answer: json({ embeddings: [{ values: vector }] }),
    tokens: undefined,
    cost: undefined,
  },
  "Gemini countTokens": {
    path: "/gemini/v1beta/models/flash-x:countTokens",
    body: { contents },
    answer: json({ totalTokens: 7 }),
    ...FREE,
  },
  "Vertex generateContent": {
    path: "/vertex_ai/v1/projects/p/locations/l/publishers/google/models/flash-x:generateContent",
    body: { contents },
    answer: json(geminiAnswer),
    ...CHAT,
  },
  "Vertex streamGenerateContent": {
    path: "/vertex-ai/v1/projects/p/locations/l/publishers/google/models/flash-x:streamGenerateContent?alt=sse",
    body: { contents },
    answer: events(...geminiChunks),
    ...CHAT,
  },
  "Vertex rawPredict": {
    path: "/vertex_ai/v1/projects/p/locations/l/publishers/anthropic/models/claude-x:rawPredict",
    body: { anthropic_version: "vertex-2023-10-16", max_tokens: 8, messages },
    answer: json(claudeAnswer),
    ...CHAT,
  },
  "Vertex streamRawPredict": {
    path: "/vertex_ai/v1/projects/p/locations/l/publishers/anthropic/models/claude-x:streamRawPredict",
    body: { anthropic_version: "vertex-2023-10-16", max_tokens: 8, messages, stream: true },
    answer: named(...claudeEvents),
    ...CHAT,
  },
  "Bedrock converse": {
    path: step(CLAUDE, "converse"),
    body: { messages: [{ role: "user", content: [{ text: "Tide?" }] }] },
    answer: json({
      output: { message: { role: "assistant", content: [{ text: "High." }] } },
      stopReason: "end_turn",
      usage: AWS,
      metrics: { latencyMs: 1 },
    }),
    ...CHAT,
  },
  "Bedrock converse-stream": {
    path: step(CLAUDE, "converse-stream"),
    body: { messages: [{ role: "user", content: [{ text: "Tide?" }] }] },
    answer: binary(
      ["messageStart", { role: "assistant" }],
      ["contentBlockDelta", { contentBlockIndex: 0, delta: { text: "High." } }],
      ["contentBlockStop", { contentBlockIndex: 0 }],
      ["messageStop", { stopReason: "end_turn" }],
      ["metadata", { usage: AWS, metrics: { latencyMs: 1 } }],
    ),
    ...CHAT,
  },
  "Bedrock invoke of Claude": {
    path: step(CLAUDE, "invoke"),
    body: { anthropic_version: "bedrock-2023-05-31", max_tokens: 8, messages },
    answer: json(claudeAnswer),
    ...CHAT,
  },
  "Bedrock invoke-with-response-stream of Claude": {
    path: step(CLAUDE, "invoke-with-response-stream"),
    body: { anthropic_version: "bedrock-2023-05-31", max_tokens: 8, messages },
    answer: binary(
      ...claudeEvents.map(
        (event) => ["chunk", { bytes: Buffer.from(JSON.stringify(event)).toString("base64") }] as const,
      ),
    ),
    ...CHAT,
  },
  "Bedrock invoke of an embedding": {
    path: step(TITAN, "invoke"),
    body: { inputText: "Tide?" },
    answer: json({ embedding: vector, inputTextTokenCount: 7 }),
    ...READ,
  },
  "Cohere chat": {
    path: "/cohere/v2/chat",
    body: { model: "command-x", messages },
    answer: json({
      id: "c",
      finish_reason: "COMPLETE",
      message: { role: "assistant", content: [{ type: "text", text: "High." }] },
      usage: COHERE,
    }),
    ...CHAT,
  },
  "Cohere chat, streamed": {
    path: "/cohere/v2/chat",
    body: { model: "command-x", messages, stream: true },
    answer: named(
      { type: "message-start", id: "c", delta: { message: { role: "assistant", content: [] } } },
      { type: "content-start", index: 0, delta: { message: { content: { type: "text", text: "" } } } },
      { type: "content-delta", index: 0, delta: { message: { content: { text: "High." } } } },
      { type: "content-end", index: 0 },
      { type: "message-end", id: "c", delta: { finish_reason: "COMPLETE", usage: COHERE } },
    ),
    ...CHAT,
  },
  "Cohere embed": {
    path: "/cohere/v2/embed",
    body: { model: "command-x", texts: ["Tide?"], input_type: "search_query", embedding_types: ["float"] },
    answer: json({ id: "e", embeddings: { float: [vector] }, meta: { billed_units: { input_tokens: 7 } } }),
    ...READ,
  },
  "Cohere rerank": {
    path: "/cohere/v2/rerank",
    body: { model: "rerank-x", query: "Tide?", documents: ["High.", "Low."] },
    answer: json({
      id: "r",
      results: [{ index: 0, relevance_score: 0.9 }],
      meta: { billed_units: { search_units: 1 } },
    }),
    tokens: undefined,
    cost: 0.02,
  },
  "Mistral chat": {
    path: "/mistral/v1/chat/completions",
    body: { model: "mistral-x", messages },
    answer: json(chatAnswer),
    ...CHAT,
  },
  "Mistral chat, streamed": {
    path: "/mistral/v1/chat/completions",
    body: { model: "mistral-x", messages, stream: true },
    answer: events(
      chunk([{ index: 0, delta: { role: "assistant", content: "High." }, finish_reason: null }]),
      chunk([{ index: 0, delta: { content: "" }, finish_reason: "stop" }], { usage: OPENAI }),
      "[DONE]",
    ),
    ...CHAT,
  },
  "Mistral embeddings": {
    path: "/mistral/v1/embeddings",
    body: { model: "mistral-x", input: ["Tide?"] },
    answer: json({
      object: "list",
      model: "m",
      data: [{ object: "embedding", index: 0, embedding: vector }],
      usage: { prompt_tokens: 7, completion_tokens: 0, total_tokens: 7 },
    }),
    ...READ,
  },
  "Mistral fim": {
    path: "/mistral/v1/fim/completions",
    body: { model: "mistral-x", prompt: "def tide(", suffix: "return high" },
    answer: json(chatAnswer),
    ...CHAT,
  },
  "Mistral fim, streamed": {
    path: "/mistral/v1/fim/completions",
    body: { model: "mistral-x", prompt: "def tide(", stream: true },
    answer: events(
      chunk([{ index: 0, delta: { role: "assistant", content: "at):" }, finish_reason: null }]),
      chunk([{ index: 0, delta: { content: "" }, finish_reason: "stop" }], { usage: OPENAI }),
      "[DONE]",
    ),
    ...CHAT,
  },
  "Mistral ocr": {
    path: "/mistral/v1/ocr",
    body: { model: "ocr-x", document: { type: "document_url", document_url: "https://a.example/b" } },
    answer: json({ pages: [{ index: 0, markdown: "Ahoy" }], usage_info: { pages_processed: 2 } }),
    tokens: [0, 0],
    cost: 0.004,
  },
};

const PRICES = { input_cost_per_token: 0.001, output_cost_per_token: 0.01 };
const AT_BEDROCK = { aws_access_key_id: "AKIAEXAMPLE", aws_secret_access_key: "s", aws_region_name: "eu-central-1" };
const AT_VERTEX = { vertex_project: "harbour", vertex_location: "europe-west4" };

/** By the provider's name for the model. */
const MODELS: Readonly<Record<string, object>> = {
  "openai/gpt-x": PRICES,
  "openai/davinci-002": PRICES,
  "openai/whisper-x": { input_cost_per_second: 0.1 },
  "openai/tts-x": { input_cost_per_character: 0.1 },
  "azure/quay-x": PRICES,
  "anthropic/claude-x": PRICES,
  "gemini/flash-x": PRICES,
  "vertex_ai/flash-x": { ...PRICES, ...AT_VERTEX, api_key: "ya29.key" },
  "vertex_ai/claude-x": { ...PRICES, ...AT_VERTEX, api_key: "ya29.key" },
  [`bedrock/${CLAUDE}`]: { ...PRICES, ...AT_BEDROCK, api_key: undefined },
  [`bedrock/${TITAN}`]: { ...PRICES, ...AT_BEDROCK, api_key: undefined },
  "cohere/command-x": PRICES,
  "cohere/rerank-x": { input_cost_per_query: 0.02 },
  "mistral/mistral-x": PRICES,
  "mistral/ocr-x": { ocr_cost_per_page: 0.002 },
};

const stage = useStage((upstream) => ({
  model_list: Object.entries(MODELS).map(([model, params]) => ({
    model_name: model.replace("/", "-"),
    litellm_params: { model, api_base: upstream.base("service"), api_key: "a-key", ...params },
  })),
  general_settings: { master_key: "os.environ/LITELLM_MASTER_KEY" },
  router_settings: { num_retries: 0 },
}));

it.each(Object.entries(CALLS))("%s leaves an event with what it came to", async (_, call) => {
  const { path, body, answer, tokens, cost } = call;
  stage.upstream.play("service", answer);
  const isForm = body instanceof FormData;
  const response = await fetch(stage.gateway.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${MASTER_KEY}`, ...(!isForm && { "content-type": "application/json" }) },
    body: isForm ? body : JSON.stringify(body),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([response.status, bytes.toString()]).toEqual([200, Buffer.from(answer.body ?? "").toString()]);
  const [row] = await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
  expect(row).toMatchObject({
    call_type: "pass_through_endpoint",
    status: "success",
    ...(tokens && { prompt_tokens: tokens[0], completion_tokens: tokens[1] }),
    metadata: { unpriced: false },
  });
  const spent = Number(at(row, "spend"));
  if (cost === undefined) expect(spent).toBeGreaterThan(0);
  else expect(spent).toBeCloseTo(cost, 9);
  expect(JSON.stringify(row).includes('"estimated":true')).toBe(tokens === undefined);
});

it("every model of the table is asked for", () => {
  const asked = Object.values(CALLS).map(({ path, body }) => {
    const model = body instanceof FormData ? body.get("model") : "model" in body ? body.model : undefined;
    return `${path} ${JSON.stringify(model)}`;
  });
  for (const model of Object.keys(MODELS)) {
    const name = model.slice(model.indexOf("/") + 1);
    expect(asked.filter((each) => each.includes(name) || each.includes(encodeURIComponent(name)))).not.toEqual([]);
  }
});
