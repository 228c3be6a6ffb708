import type { Json, JsonObject } from "./json.ts";
import type { Usage } from "./usage.ts";

/** Content to be judged by the rules of whoever judges. */
export interface ModerationRequest {
  /** A text, texts, or parts of text and pictures that are judged together. */
  readonly input: Json;
  readonly extras: JsonObject;
}

export interface ModerationResponse {
  readonly id: string | undefined;
  readonly model: string;
  /** One for each input. Which categories there are is the provider's word, so that they stay as they are. */
  readonly results: readonly JsonObject[];
  /** Nothing where the provider counts none: it is free of charge. */
  readonly usage: Usage;
}
