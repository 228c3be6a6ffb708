import type { JsonObject } from "../../src/core/json.ts";
import { geminiClient } from "../../src/dialects/gemini/index.ts";
import type { Endpoint } from "../../src/endpoints/endpoint.ts";
import {
  chatCompletions,
  countMessages,
  embeddings,
  images,
  messages,
  moderations,
  rerank,
  responses,
} from "../../src/endpoints/index.ts";
import { textAt } from "../support/at.ts";
import type { WireName } from "./said/index.ts";

/** Who asks for a chat, and in which words. */
export interface Client {
  readonly name: string;
  readonly wire: WireName;
  endpoint(stream: boolean): Endpoint<"chat">;
  /** The least that can be asked. */
  readonly question: JsonObject;
  /** What asks for a stream, or for none. */
  asking(stream: boolean): JsonObject;
  /** False for one who wants no usage in a stream, so that it is taken out. */
  readonly wantsUsage: boolean;
}

const asked = [{ role: "user", content: "Hi" }];

const openai: Client = {
  name: "OpenAI's chats",
  wire: "openai-chat",
  endpoint: () => chatCompletions,
  question: { messages: asked },
  asking: (stream) => ({ stream, ...(stream && { stream_options: { include_usage: true } }) }),
  wantsUsage: true,
};

/** The model of this dialect stands in the address, which these tests have none of. */
const geminiEndpoint = (stream: boolean): Endpoint<"chat"> => {
  const dialect = geminiClient({ stream });
  const readIntent: typeof dialect.readIntent = (body) => ({
    ...dialect.readIntent(body),
    model: textAt(body, "model"),
  });
  return { paths: ["/v1beta/models"], dialect: { ...dialect, readIntent }, groups: ["llm_api_routes"] };
};

export const CLIENTS: readonly Client[] = [
  openai,
  { ...openai, name: "OpenAI's chats without usage", asking: (stream) => ({ stream }), wantsUsage: false },
  {
    name: "Anthropic's messages",
    wire: "anthropic-messages",
    endpoint: () => messages,
    question: { messages: asked, max_tokens: 100 },
    asking: (stream) => ({ stream }),
    wantsUsage: true,
  },
  {
    name: "OpenAI's responses",
    wire: "openai-responses",
    endpoint: () => responses,
    question: { input: "Hi" },
    asking: (stream) => ({ stream }),
    wantsUsage: true,
  },
  {
    name: "Gemini",
    wire: "gemini",
    endpoint: geminiEndpoint,
    question: { contents: [{ role: "user", parts: [{ text: "Hi" }] }] },
    asking: () => ({}),
    wantsUsage: true,
  },
];

/** All else that can be asked, which has one dialect each. */
export const ENDPOINTS = {
  embedding: embeddings,
  image: images,
  rerank,
  moderation: moderations,
  count: countMessages,
} as const;
export const QUESTIONS = {
  embedding: { input: ["Hi"] },
  image: { prompt: "A quay." },
  rerank: { query: "Hi", documents: ["a", "b", "c", "d", "e", "f"] },
  moderation: { input: "Hi" },
  count: { messages: asked },
} as const;
