import type { ChatEvent, ChatRequest, ChatResponse } from "./chat.ts";
import type { EmbeddingRequest, EmbeddingResponse } from "./embedding.ts";
import type { ImageRequest, ImageResponse } from "./image.ts";
import type { ModerationRequest, ModerationResponse } from "./moderation.ts";
import type { RerankRequest, RerankResponse } from "./rerank.ts";
import type { TokenCount } from "./token-count.ts";

/** What a caller can ask a model to do. A line here makes every stage generic over it. */
export interface Operations {
  chat: { readonly request: ChatRequest; readonly response: ChatResponse; readonly event: ChatEvent };
  embedding: { readonly request: EmbeddingRequest; readonly response: EmbeddingResponse; readonly event: never };
  image: { readonly request: ImageRequest; readonly response: ImageResponse; readonly event: never };
  rerank: { readonly request: RerankRequest; readonly response: RerankResponse; readonly event: never };
  moderation: { readonly request: ModerationRequest; readonly response: ModerationResponse; readonly event: never };
  /** What a chat would have the model read, without asking the model. */
  count: { readonly request: ChatRequest; readonly response: TokenCount; readonly event: never };
}
export type Operation = keyof Operations;

/** What is taken to a provider as it is: its body is not read as the input of a model, nor its answer as the output of one. */
export type Forward =
  | "speech"
  | "transcription"
  | "translation"
  | "image_edit"
  | "image_variation"
  | "ocr"
  | "video"
  | "file"
  | "batch"
  | "fine_tuning"
  | "vector_store"
  | "container"
  | "assistant"
  | "response"
  | "pass_through"
  | "realtime";

/** Whatever a usage event may be of. */
export type Activity = Operation | Forward;
