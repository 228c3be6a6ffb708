import type { ChatEvent, ChatRequest, ChatResponse } from "./chat.ts";
import type { EmbeddingRequest, EmbeddingResponse } from "./embedding.ts";

/** What a caller can ask a model to do. A line here makes every stage generic over it. */
export interface Operations {
  chat: { readonly request: ChatRequest; readonly response: ChatResponse; readonly event: ChatEvent };
  embedding: { readonly request: EmbeddingRequest; readonly response: EmbeddingResponse; readonly event: never };
}
export type Operation = keyof Operations;
