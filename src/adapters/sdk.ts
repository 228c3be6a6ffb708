/**
 * What a provider of one's own is made of. Folders of `src/custom` import this file, their own files and nothing else,
 * so that everything else can change without breaking them. See docs/custom-providers.md.
 */
export type { Adapter, Exchange, HeaderRecord, Outgoing, Service, Services } from "./adapter.ts";
export { adaptCompatible } from "./compatible.ts";
export { type CompatibleRow, OLD_CAP } from "./compatible-row.ts";
export {
  defineChatDialect,
  defineEmbeddingDialect,
  defineImageDialect,
  defineRerankDialect,
} from "./define-dialect.ts";
export { type CustomProvider, defineProvider } from "./define-provider.ts";
export { exchangeClient } from "./exchange-client.ts";
export { fetchToken } from "./fetch-token.ts";
export { readCommonFault } from "./read-fault.ts";
export { AWS_SETTINGS, signAws } from "./sign-aws.ts";
export type { UpstreamTools } from "./upstream-tools.ts";

export type {
  ChatEvent,
  ChatRequest,
  ChatResponse,
  FinishReason,
  Message,
  Part,
  Reasoning,
  ResponseFormat,
  Tool,
  ToolChoice,
} from "../core/chat.ts";
export type { Deployment, Prices } from "../core/deployment.ts";
export type { EmbeddingRequest, EmbeddingResponse } from "../core/embedding.ts";
export { GatewayError } from "../core/errors.ts";
export { type Fault, UpstreamFault } from "../core/fault.ts";
export type { ImageRequest, ImageResponse } from "../core/image.ts";
export {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  numberOf,
  objectsOf,
  parseObject,
  textOf,
  textsOf,
} from "../core/json.ts";
export type { RankedDocument, RerankRequest, RerankResponse } from "../core/rerank.ts";
export type { Usage } from "../core/usage.ts";

export { anthropicCount } from "../dialects/anthropic-messages/count-tokens.ts";
export { anthropicMessages } from "../dialects/anthropic-messages/index.ts";
export { cohereRerank } from "../dialects/cohere-rerank/index.ts";
export type { EncodedRequest, StreamDecoder, Target, UpstreamDialect } from "../dialects/dialect.ts";
export { notEmbeddings, readVector, textsOnly } from "../dialects/embedding-dialect.ts";
export { jinaRerank, teiRerank, voyageRerank } from "../dialects/jina-rerank/index.ts";
export { joinReasoning, joinTexts } from "../dialects/join-texts.ts";
export { listUnsupported } from "../dialects/list-unsupported.ts";
export { normalizeEmbeddingUsage, normalizeOpenaiUsage } from "../dialects/normalize-usage.ts";
export { openaiChat } from "../dialects/openai-chat/index.ts";
export { openaiCompletions } from "../dialects/openai-completions/index.ts";
export { openaiEmbeddings } from "../dialects/openai-embeddings/index.ts";
export { openaiImages } from "../dialects/openai-images/index.ts";
export { openaiModerations } from "../dialects/openai-moderations/index.ts";
export { tellFault } from "../dialects/tell-fault.ts";
export { type AnswerWriter, writeAnswer } from "../dialects/write-answer.ts";

export type { Frame } from "../streams/frame.ts";
export { createEventStreamParser } from "../streams/parse-event-stream.ts";
export { createLineParser } from "../streams/parse-lines.ts";
