import type { JsonObject } from "../../src/core/json.ts";
import * as endpoints from "../../src/endpoints/index.ts";
import { answerWith, bodyOf, referTo } from "./answers.ts";
import type { INFERENCE_SCHEMAS } from "./inference-schemas.ts";
import { fieldsOf, nameOperation, toTemplate } from "./name-route.ts";
import type { Operation } from "./operation.ts";

type Schema = keyof typeof INFERENCE_SCHEMAS;

interface Description {
  readonly summary: string;
  readonly request: Schema;
  readonly answer: Schema;
  /** An answer may come as server-sent events. */
  readonly streams?: boolean;
  /** Where the provider whose format it is explains all fields. */
  readonly reference: string;
}

const OPENAI = "https://platform.openai.com/docs/api-reference";
const COHERE = "https://docs.cohere.com/reference";

/** By the name that src/endpoints gives an endpoint. */
const ENDPOINTS: Readonly<Record<string, Description>> = {
  chatCompletions: {
    summary: "Answer a conversation, in OpenAI's format",
    request: "ChatCompletionRequest",
    answer: "ChatCompletion",
    streams: true,
    reference: `${OPENAI}/chat/create`,
  },
  completions: {
    summary: "Continue a text",
    request: "CompletionRequest",
    answer: "Completion",
    streams: true,
    reference: `${OPENAI}/completions/create`,
  },
  messages: {
    summary: "Answer a conversation, in Anthropic's format",
    request: "MessageRequest",
    answer: "Message",
    streams: true,
    reference: "https://docs.anthropic.com/en/api/messages",
  },
  countMessages: {
    summary: "Count the tokens of a conversation, in Anthropic's format",
    request: "MessageCountRequest",
    answer: "MessageCount",
    reference: "https://docs.anthropic.com/en/api/messages-count-tokens",
  },
  responses: {
    summary: "Answer a conversation, in the format of OpenAI's Responses",
    request: "ResponseRequest",
    answer: "Response",
    streams: true,
    reference: `${OPENAI}/responses/create`,
  },
  countResponses: {
    summary: "Count the tokens of a conversation, in the format of OpenAI's Responses",
    request: "ResponseRequest",
    answer: "ResponseInputTokens",
    reference: `${OPENAI}/responses/input-tokens`,
  },
  compaction: {
    summary: "Make a conversation shorter, at a provider that has OpenAI's Responses",
    request: "ResponseRequest",
    answer: "ResponseCompaction",
    reference: `${OPENAI}/responses/compact`,
  },
  embeddings: {
    summary: "Turn texts into vectors",
    request: "EmbeddingRequest",
    answer: "EmbeddingList",
    reference: `${OPENAI}/embeddings/create`,
  },
  images: {
    summary: "Draw an image",
    request: "ImageRequest",
    answer: "ImageList",
    streams: true,
    reference: `${OPENAI}/images/create`,
  },
  moderations: {
    summary: "Judge whether a text is harmful",
    request: "ModerationRequest",
    answer: "Moderation",
    reference: `${OPENAI}/moderations/create`,
  },
  rerank: {
    summary: "Order documents by how well they fit a question",
    request: "RerankRequest",
    answer: "Ranking",
    reference: `${COHERE}/rerank`,
  },
  rerankOfCohere: {
    summary: "Order documents by how well they fit a question, with Cohere's errors",
    request: "RerankRequest",
    answer: "Ranking",
    reference: `${COHERE}/rerank`,
  },
  chatOfCohere: {
    summary: "Answer a conversation, in Cohere's format",
    request: "CohereChatRequest",
    answer: "CohereChat",
    streams: true,
    reference: `${COHERE}/chat`,
  },
  embedOfCohere: {
    summary: "Turn texts into vectors, in Cohere's format",
    request: "CohereEmbedRequest",
    answer: "CohereEmbeddings",
    reference: `${COHERE}/embed`,
  },
  embedOfCohereV1: {
    summary: "Turn texts into vectors, in Cohere's older format",
    request: "CohereEmbedRequest",
    answer: "CohereEmbeddings",
    reference: "https://docs.cohere.com/v1/reference/embed",
  },
};

const GENERATE = {
  request: "GenerateContentRequest",
  answer: "GenerateContentResponse",
  reference: "https://ai.google.dev/api/generate-content",
} as const;

const VERBS: Readonly<Record<string, Description>> = {
  generateContent: { ...GENERATE, summary: "Answer a conversation, in Google's format" },
  streamGenerateContent: {
    ...GENERATE,
    summary: "Answer a conversation piece by piece, in Google's format",
    streams: true,
  },
  countTokens: {
    summary: "Count the tokens of a conversation, in Google's format",
    request: "CountTokensRequest",
    answer: "CountTokensResponse",
    reference: "https://ai.google.dev/api/tokens",
  },
  embedContent: {
    summary: "Turn a text into a vector, in Google's format",
    request: "EmbedContentRequest",
    answer: "EmbedContentResponse",
    reference: "https://ai.google.dev/api/embeddings",
  },
  batchEmbedContents: {
    summary: "Turn texts into vectors, in Google's format",
    request: "BatchEmbedContentsRequest",
    answer: "BatchEmbedContentsResponse",
    reference: "https://ai.google.dev/api/embeddings",
  },
};

/** All inference paths. Throws for an endpoint that has no description above. */
export const describeInference = (): readonly Operation[] => [
  ...Object.entries(endpoints).flatMap(([name, endpoint]) =>
    "dialect" in endpoint && endpoint.paths !== endpoints.GEMINI_PATHS
      ? describe(endpoint.paths.map(toTemplate), find(ENDPOINTS, name))
      : [],
  ),
  ...[...endpoints.geminiVerbs.keys()].flatMap((verb) =>
    describe(
      endpoints.GEMINI_PATHS.map((path) => toTemplate(path).replace("{call}", `{model}:${verb}`)),
      find(VERBS, verb),
    ),
  ),
];

function find(descriptions: Readonly<Record<string, Description>>, name: string): Description {
  const found = descriptions[name];
  if (found === undefined) throw new Error(`scripts/openapi/describe-inference.ts does not describe ${name}.`);
  return found;
}

/** The templates beyond the first are the same by another name. */
function describe(templates: readonly string[], description: Description): readonly Operation[] {
  const { summary, request, answer, streams = false, reference } = description;
  const events = streams ? { "text/event-stream": { schema: { type: "string" } } } : {};
  return templates.map((template, n) => ({
    method: "POST",
    template,
    details: {
      operationId: nameOperation("POST", template),
      tags: ["inference"],
      summary,
      ...(n > 0 && { description: `The same as \`POST ${templates[0]}\`.` }),
      externalDocs: { url: reference },
      ...(fieldsOf(template).length > 0 && { parameters: fieldsOf(template).map(modelStep) }),
      requestBody: bodyOf(referTo(request), true),
      responses: answerWith(referTo(answer), [401, 403], events),
    },
  }));
}

const modelStep = (name: string): JsonObject => ({
  name,
  in: "path",
  required: true,
  description: "The public name of a model; it may hold slashes.",
  schema: { type: "string" },
});
