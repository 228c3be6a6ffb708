import { adapters } from "../../src/adapters/index.ts";
import type { Service } from "../../src/adapters/adapter.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import type { Operation } from "../../src/core/operation.ts";
import { anthropicCount } from "../../src/dialects/anthropic-messages/count-tokens.ts";
import { anthropicMessages } from "../../src/dialects/anthropic-messages/index.ts";
import { cohereChat } from "../../src/dialects/cohere-chat/index.ts";
import { cohereEmbeddings, cohereEmbeddingsV1 } from "../../src/dialects/cohere-embeddings/index.ts";
import { cohereRerank } from "../../src/dialects/cohere-rerank/index.ts";
import type { ClientDialect, UpstreamDialect } from "../../src/dialects/dialect.ts";
import { geminiCountClient } from "../../src/dialects/gemini/count-tokens.ts";
import { geminiClient } from "../../src/dialects/gemini/index.ts";
import { openaiChat } from "../../src/dialects/openai-chat/index.ts";
import { openaiCompletions } from "../../src/dialects/openai-completions/index.ts";
import { openaiEmbeddings } from "../../src/dialects/openai-embeddings/index.ts";
import { openaiImages } from "../../src/dialects/openai-images/index.ts";
import { openaiModerations } from "../../src/dialects/openai-moderations/index.ts";
import { openaiResponses } from "../../src/dialects/openai-responses/index.ts";
import { createFrameParser, type Framing } from "../../src/streams/parse-frames.ts";
import type { Frame } from "../../src/streams/frame.ts";
import { writeFrames } from "../../src/streams/frame.ts";
import { concatBytes } from "../../src/streams/concat-bytes.ts";
import { calling, PIXEL, PLAIN, SPENT, TIDE, WIND, type Answer } from "../conformance/answer.ts";
import type { ChatWire } from "../conformance/wire.ts";
import { WIRES } from "../conformance/wires/index.ts";
import { bedrockInvokeWire } from "../conformance/wires/bedrock-invoke.ts";
import { sagemakerChatWires, sagemakerWires } from "../conformance/wires/sagemaker.ts";
import { deploymentOf } from "../support/deployments.ts";
import * as requests from "./requests.ts";

/** What a provider of a dialect answers when all is well. */
export interface UpstreamSeed {
  readonly dialect: UpstreamDialect<Operation>;
  readonly bodies: readonly JsonObject[];
  readonly streams: readonly (readonly Frame[])[];
}

export interface ClientSeed {
  readonly dialect: ClientDialect<Operation>;
  readonly requests: readonly JsonObject[];
}

/** A way in which streams come, with streams that come in it. */
export interface FramingSeed {
  readonly name: string;
  readonly framing: Framing;
  readonly dialect: UpstreamDialect<"chat">;
  readonly streams: readonly Uint8Array[];
}

const ANSWERS: readonly Answer[] = [
  PLAIN,
  { ...calling(TIDE, WIND), reasoning: { text: "Let me look.", signature: "c2ln" }, text: "Looking." },
  { text: "cut", finish: "length", spent: { ...SPENT, cached: 3 } },
  { text: "", picture: PIXEL, spent: SPENT },
];

const services = [...adapters.values()].flatMap((adapter) => {
  const models = ["m", "invoke/anthropic.claude-1", "claude-1", "mistral-1", "meta/llama"];
  const all = [adapter.serves, ...models.flatMap((model) => servesOf(adapter.id, model))];
  return all
    .flatMap((serves) => Object.values(serves) as Service<Operation>[])
    .flatMap((each) => [each, ...(each.also ?? [])]);
});

function servesOf(id: string, model: string) {
  const adapter = adapters.get(id);
  try {
    return adapter?.servesModel === undefined ? [] : [adapter.servesModel(deploymentOf({ provider: id, model }))];
  } catch {
    // Not every name is one of its models.
    return [];
  }
}

const dialects = new Map(
  services.flatMap((service) => service.dialects.map((dialect) => [dialect.id, dialect] as const)),
);

const chatWires = WIRES.filter((wire): wire is ChatWire => wire.operation === "chat");
const byWords = (text: string): readonly string[] => text.split(/(?<= )/);

const bodyOf = (body: JsonObject | readonly Json[]): JsonObject =>
  Array.isArray(body) ? { data: body as readonly Json[] } : (body as JsonObject);

function bodiesOf(id: string): readonly JsonObject[] {
  return WIRES.filter((wire) => wire.dialect === id).flatMap((wire) => {
    switch (wire.operation) {
      case "chat":
        return ANSWERS.map((answer) => bodyOf(wire.whole(answer)));
      case "embedding":
        return [bodyOf(wire.whole([[0.5, -0.25]], SPENT, {}))];
      case "rerank":
        return [bodyOf(wire.whole([{ index: 0, score: 0.5 }], SPENT))];
      case "moderation":
        return [bodyOf(wire.whole([false, true], SPENT))];
      case "count":
        return [bodyOf(wire.whole(21))];
      case "image":
        return [
          bodyOf(wire.whole([PIXEL], "b64_json", SPENT)),
          bodyOf(wire.whole(["https://p.example/1"], "url", undefined)),
        ];
    }
  });
}

const RESPONSE: JsonObject = openaiResponses.encodeResponse(
  {
    id: "resp_1",
    model: "m",
    parts: [
      { type: "reasoning", text: "Let me look." },
      { type: "text", text: "High tide is at nine." },
      { type: "tool-call", id: "call_1", name: "get_tide", input: '{"port":"Brest"}' },
    ],
    finish: "tool-calls",
    usage: { inputTokens: 21, outputTokens: 9, reasoningTokens: 3 },
  },
  { includeUsage: true, createdSeconds: 0, request: {} },
);

const RESPONSE_STREAM: readonly Frame[] = [
  { type: "response.created", response: { id: "resp_1", model: "m", status: "in_progress", output: [] } },
  {
    type: "response.output_item.added",
    output_index: 0,
    item: { id: "msg_1", type: "message", role: "assistant", content: [] },
  },
  { type: "response.content_part.added", output_index: 0, content_index: 0, part: { type: "output_text", text: "" } },
  { type: "response.output_text.delta", output_index: 0, content_index: 0, delta: "High tide" },
  { type: "response.output_text.done", output_index: 0, content_index: 0, text: "High tide" },
  { type: "response.output_item.done", output_index: 0, item: { id: "msg_1", type: "message" } },
  {
    type: "response.output_item.added",
    output_index: 1,
    item: { id: "fc_1", type: "function_call", call_id: "c", name: "f", arguments: "" },
  },
  { type: "response.function_call_arguments.delta", output_index: 1, delta: '{"port":"Brest"}' },
  {
    type: "response.output_item.done",
    output_index: 1,
    item: { id: "fc_1", type: "function_call", call_id: "c", name: "f", arguments: '{"port":"Brest"}' },
  },
  { type: "response.completed", response: RESPONSE },
].map((event) => ({ event: event.type, data: JSON.stringify(event) }));

function streamsOf(id: string): readonly (readonly Frame[])[] {
  if (id === openaiResponses.id) return [RESPONSE_STREAM];
  return chatWires
    .filter(({ dialect, abilities }) => dialect === id && abilities.streams)
    .flatMap((wire) => ANSWERS.map((answer) => wire.frames(answer, byWords)));
}

export const UPSTREAMS: readonly UpstreamSeed[] = [...dialects.values()].map((dialect) => ({
  dialect,
  bodies: dialect.id === openaiResponses.id ? [RESPONSE] : bodiesOf(dialect.id),
  streams: streamsOf(dialect.id),
}));

export const CLIENTS: readonly ClientSeed[] = [
  { dialect: openaiChat, requests: requests.OPENAI_CHATS },
  { dialect: anthropicMessages, requests: requests.ANTHROPIC_MESSAGES },
  { dialect: openaiResponses, requests: requests.OPENAI_RESPONSES },
  { dialect: geminiClient({ stream: false }), requests: requests.GEMINI_CONTENTS },
  { dialect: geminiClient({ stream: true }), requests: requests.GEMINI_CONTENTS },
  { dialect: openaiEmbeddings, requests: requests.EMBEDDINGS },
  { dialect: openaiImages, requests: requests.IMAGES },
  { dialect: cohereRerank, requests: requests.RERANKS },
  { dialect: cohereChat, requests: requests.COHERE_CHATS },
  { dialect: cohereEmbeddings, requests: requests.COHERE_EMBEDS },
  { dialect: cohereEmbeddingsV1, requests: requests.COHERE_EMBEDS },
  { dialect: openaiCompletions, requests: requests.COMPLETIONS },
  { dialect: openaiModerations, requests: requests.MODERATIONS },
  { dialect: anthropicCount, requests: requests.ANTHROPIC_MESSAGES },
  { dialect: geminiCountClient, requests: requests.GEMINI_CONTENTS },
] as readonly ClientSeed[];

const WRAPPED: readonly ChatWire[] = [bedrockInvokeWire, sagemakerWires[0], sagemakerChatWires[0]];

/** Each framing once, with the streams of the dialects that come in it. */
export const FRAMINGS: readonly FramingSeed[] = [
  ...new Map(
    services
      .filter((service) => service.dialects[0].operation === "chat")
      .map((service) => [
        `${service.framing?.name ?? "sse"} ${service.dialects[0].id}`,
        service as unknown as Service<"chat">,
      ]),
  ),
].map(
  ([
    name,
    {
      framing = createFrameParser,
      dialects: [dialect],
    },
  ]) => ({
    name,
    framing,
    dialect,
    streams: bytesOf(dialect.id, framing),
  }),
);

function bytesOf(id: string, framing: Framing): readonly Uint8Array[] {
  if (framing === createFrameParser) return streamsOf(id).map(writeFrames);
  const wires = [...chatWires, ...WRAPPED].filter(({ dialect, abilities }) => dialect === id && abilities.streams);
  return wires.flatMap((wire) =>
    ANSWERS.map((answer) => concatBytes(wire.frames(answer, byWords).map((frame) => wire.transport.encode(frame)))),
  );
}
