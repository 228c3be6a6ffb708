import type { Endpoint } from "../../src/endpoints/endpoint.ts";
import * as endpoints from "../../src/endpoints/index.ts";

/** A good request to an endpoint. */
export interface EndpointCase {
  /** Apart from the model. */
  readonly body: (text: string) => object;
  readonly callType: string;
  /** Who is asked, where that is not told by the operation. */
  readonly kind?: "compaction";
  /** Whether `stream` asks for a stream. Google has a path for each. */
  readonly ways: readonly ("whole" | "streamed")[];
}

const either = ["whole", "streamed"] as const;
const messages = (content: string) => [{ role: "user", content }];
const contents = (text: string) => ({ contents: [{ role: "user", parts: [{ text }] }] });

/** By the name of the row, or by Google's verb. A row without a case fails. */
export const CASES: Readonly<Record<string, EndpointCase>> = {
  chatCompletions: { body: (text) => ({ messages: messages(text) }), callType: "acompletion", ways: either },
  completions: { body: (prompt) => ({ prompt }), callType: "atext_completion", ways: either },
  messages: {
    body: (text) => ({ messages: messages(text), max_tokens: 64 }),
    callType: "anthropic_messages",
    ways: either,
  },
  responses: { body: (input) => ({ input }), callType: "aresponses", ways: either },
  countResponses: { body: (input) => ({ input }), callType: "acount_tokens", ways: ["whole"] },
  compaction: {
    body: (input) => ({ input }),
    callType: "acompact_responses",
    kind: "compaction",
    ways: ["whole"],
  },
  generateContent: { body: contents, callType: "agenerate_content", ways: ["whole"] },
  streamGenerateContent: { body: contents, callType: "agenerate_content", ways: ["streamed"] },
  countMessages: { body: (text) => ({ messages: messages(text) }), callType: "acount_tokens", ways: ["whole"] },
  countTokens: { body: contents, callType: "acount_tokens", ways: ["whole"] },
  embedContent: {
    body: (text) => ({ content: { parts: [{ text }] } }),
    callType: "aembedding",
    ways: ["whole"],
  },
  batchEmbedContents: {
    body: (text) => ({ requests: [{ content: { parts: [{ text }] } }] }),
    callType: "aembedding",
    ways: ["whole"],
  },
  embeddings: { body: (input) => ({ input }), callType: "aembedding", ways: ["whole"] },
  images: { body: (prompt) => ({ prompt }), callType: "aimage_generation", ways: ["whole"] },
  rerank: { body: (query) => ({ query, documents: ["ebb"] }), callType: "arerank", ways: ["whole"] },
  rerankOfCohere: { body: (query) => ({ query, documents: ["ebb"] }), callType: "arerank", ways: ["whole"] },
  chatOfCohere: { body: (text) => ({ messages: messages(text) }), callType: "acompletion", ways: either },
  embedOfCohere: { body: (text) => ({ texts: [text] }), callType: "aembedding", ways: ["whole"] },
  embedOfCohereV1: { body: (text) => ({ texts: [text] }), callType: "aembedding", ways: ["whole"] },
  moderations: { body: (input) => ({ input }), callType: "amoderation", ways: ["whole"] },
};

const isEndpoint = (value: object): value is Endpoint => "dialect" in value;
const verbs = new Set<unknown>(endpoints.geminiVerbs.values());
/** Every endpoint, by the same names. */
export const ROWS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ...Object.entries<object>(endpoints).flatMap(([name, value]): [string, Endpoint][] =>
    isEndpoint(value) && !verbs.has(value) ? [[name, value]] : [],
  ),
  ...endpoints.geminiVerbs,
]);
