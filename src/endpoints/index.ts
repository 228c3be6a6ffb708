import { anthropicCount } from "../dialects/anthropic-messages/count-tokens.ts";
import { anthropicMessages } from "../dialects/anthropic-messages/index.ts";
import { cohereChat } from "../dialects/cohere-chat/index.ts";
import { cohereEmbeddings, cohereEmbeddingsV1 } from "../dialects/cohere-embeddings/index.ts";
import { cohereRerank, cohereRerankV2 } from "../dialects/cohere-rerank/index.ts";
import { geminiCountClient } from "../dialects/gemini/count-tokens.ts";
import { batchEmbedContentsClient, embedContentClient } from "../dialects/gemini/embed-contents-client.ts";
import { geminiClient } from "../dialects/gemini/index.ts";
import { openaiChat } from "../dialects/openai-chat/index.ts";
import { openaiCompletions } from "../dialects/openai-completions/index.ts";
import { openaiEmbeddings } from "../dialects/openai-embeddings/index.ts";
import { openaiImages } from "../dialects/openai-images/index.ts";
import { openaiModerations } from "../dialects/openai-moderations/index.ts";
import { responsesCompaction } from "../dialects/openai-responses/compact.ts";
import { responsesCount } from "../dialects/openai-responses/count-tokens.ts";
import { openaiResponses } from "../dialects/openai-responses/index.ts";
import type { Endpoint } from "./endpoint.ts";

/** `.+?`: model names hold slashes, but no more of the path than they must: `/chat/completions` is not a model's `/completions`. */
const withAliases = (operation: string): readonly string[] => [
  `/v1/${operation}`,
  `/${operation}`,
  `/engines/:model{.+?}/${operation}`,
  `/openai/deployments/:model{.+?}/${operation}`,
];

export const chatCompletions: Endpoint<"chat"> = {
  paths: withAliases("chat/completions"),
  dialect: openaiChat,
  groups: ["llm_api_routes", "openai_routes"],
};
export const completions: Endpoint<"chat"> = {
  paths: withAliases("completions"),
  dialect: openaiCompletions,
  groups: ["llm_api_routes", "openai_routes"],
};
export const embeddings: Endpoint<"embedding"> = {
  paths: withAliases("embeddings"),
  dialect: openaiEmbeddings,
  groups: ["llm_api_routes", "openai_routes"],
};
export const images: Endpoint<"image"> = {
  paths: withAliases("images/generations"),
  dialect: openaiImages,
  groups: ["llm_api_routes", "openai_routes"],
};
export const rerank: Endpoint<"rerank"> = {
  paths: ["/v1/rerank", "/rerank"],
  dialect: cohereRerank,
  groups: ["llm_api_routes", "openai_routes"],
};
export const rerankOfCohere: Endpoint<"rerank"> = {
  paths: ["/v2/rerank"],
  dialect: cohereRerankV2,
  groups: ["llm_api_routes", "openai_routes"],
};
export const chatOfCohere: Endpoint<"chat"> = {
  paths: ["/v2/chat"],
  dialect: cohereChat,
  groups: ["llm_api_routes"],
};
export const embedOfCohere: Endpoint<"embedding"> = {
  paths: ["/v2/embed"],
  dialect: cohereEmbeddings,
  groups: ["llm_api_routes"],
};
export const embedOfCohereV1: Endpoint<"embedding"> = {
  paths: ["/v1/embed"],
  dialect: cohereEmbeddingsV1,
  groups: ["llm_api_routes"],
};
export const moderations: Endpoint<"moderation"> = {
  paths: ["/v1/moderations", "/moderations"],
  dialect: openaiModerations,
  groups: ["llm_api_routes", "openai_routes"],
};
export const messages: Endpoint<"chat"> = {
  paths: ["/v1/messages", "/anthropic/v1/messages"],
  dialect: anthropicMessages,
  groups: ["llm_api_routes", "anthropic_routes"],
};
export const countMessages: Endpoint<"count"> = {
  paths: ["/v1/messages/count_tokens", "/anthropic/v1/messages/count_tokens"],
  dialect: anthropicCount,
  groups: ["llm_api_routes", "anthropic_routes"],
};
export const responses: Endpoint<"chat"> = {
  paths: ["/v1/responses", "/responses", "/openai/v1/responses"],
  dialect: openaiResponses,
  groups: ["llm_api_routes", "openai_routes"],
};
export const countResponses: Endpoint<"count"> = {
  paths: ["/v1/responses/input_tokens", "/responses/input_tokens", "/openai/v1/responses/input_tokens"],
  dialect: responsesCount,
  groups: ["llm_api_routes", "openai_routes"],
};
export const compaction: Endpoint<"chat"> = {
  paths: ["/v1/responses/compact", "/responses/compact", "/openai/v1/responses/compact"],
  dialect: responsesCompaction,
  groups: ["llm_api_routes", "openai_routes"],
};

/** Google says what is asked of a model behind a colon: `/v1beta/models/{model}:generateContent`. */
export const GEMINI_PATHS = ["/v1beta/models/:call{.+}", "/v1/models/:call{.+}", "/models/:call{.+}"] as const;

const ofGemini = (stream: boolean): Endpoint<"chat"> => ({
  paths: GEMINI_PATHS,
  dialect: geminiClient({ stream }),
  groups: ["llm_api_routes", "google_routes"],
});
export const countContents: Endpoint<"count"> = {
  paths: GEMINI_PATHS,
  dialect: geminiCountClient,
  groups: ["llm_api_routes", "google_routes"],
};
const embedding = (dialect: Endpoint<"embedding">["dialect"]): Endpoint<"embedding"> => ({
  paths: GEMINI_PATHS,
  dialect,
  groups: ["llm_api_routes", "google_routes"],
});
type OfGemini = Endpoint<"chat" | "count" | "embedding">;
export const geminiVerbs: ReadonlyMap<string, OfGemini> = new Map<string, OfGemini>([
  ["generateContent", ofGemini(false)],
  ["streamGenerateContent", ofGemini(true)],
  ["countTokens", countContents],
  ["embedContent", embedding(embedContentClient)],
  ["batchEmbedContents", embedding(batchEmbedContentsClient)],
]);
