import type { AnyWire } from "../wire.ts";
import { anthropicMessagesWire } from "./anthropic-messages.ts";
import { bedrockConverseWire } from "./bedrock-converse.ts";
import { bedrockEmbeddingsWire } from "./bedrock-embeddings.ts";
import { cloudflareAiWire } from "./cloudflare-ai.ts";
import { cohereChatWire } from "./cohere-chat.ts";
import { cohereRerankWire } from "./cohere-rerank.ts";
import { anthropicCountWire, bedrockCountWire, geminiCountWire, openaiCountWire } from "./counts.ts";
import { geminiWire } from "./gemini.ts";
import { geminiEmbeddingWire, geminiEmbeddingsWire, vertexEmbeddingsWire } from "./google-embeddings.ts";
import { imagenWire } from "./imagen.ts";
import { jinaRerankWire, teiRerankWire, voyageRerankWire } from "./jina-rerank.ts";
import { nlpCloudChatWire } from "./nlp-cloud-chat.ts";
import { ollamaChatWire } from "./ollama-chat.ts";
import { openaiChatWire } from "./openai-chat.ts";
import { openaiCompletionsWire } from "./openai-completions.ts";
import { openaiEmbeddingsWire } from "./openai-embeddings.ts";
import { openaiImagesWire } from "./openai-images.ts";
import { openaiModerationsWire } from "./openai-moderations.ts";
import { openaiCompactionWire, openaiResponsesWire } from "./openai-responses.ts";
import {
  cohereEmbeddingsWire,
  hfEmbeddingsWire,
  ollamaEmbeddingsWire,
  voyageEmbeddingsWire,
  watsonxEmbeddingsWire,
} from "./other-embeddings.ts";
import { replicateWire } from "./replicate.ts";
import { tgiGenerateWire } from "./tgi-generate.ts";

/** A good provider of each dialect. */
export const WIRES: readonly AnyWire[] = [
  anthropicCountWire,
  anthropicMessagesWire,
  bedrockConverseWire,
  bedrockCountWire,
  bedrockEmbeddingsWire,
  cloudflareAiWire,
  cohereChatWire,
  cohereEmbeddingsWire,
  cohereRerankWire,
  geminiCountWire,
  geminiWire,
  geminiEmbeddingWire,
  geminiEmbeddingsWire,
  hfEmbeddingsWire,
  imagenWire,
  jinaRerankWire,
  nlpCloudChatWire,
  ollamaChatWire,
  ollamaEmbeddingsWire,
  openaiChatWire,
  openaiCompactionWire,
  openaiCompletionsWire,
  openaiCountWire,
  openaiEmbeddingsWire,
  openaiImagesWire,
  openaiModerationsWire,
  openaiResponsesWire,
  replicateWire,
  teiRerankWire,
  tgiGenerateWire,
  vertexEmbeddingsWire,
  voyageEmbeddingsWire,
  voyageRerankWire,
  watsonxEmbeddingsWire,
];
