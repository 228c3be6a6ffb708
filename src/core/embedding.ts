import type { JsonObject } from "./json.ts";
import type { Usage } from "./usage.ts";

export interface EmbeddingRequest {
  /** Texts, or texts already cut into token ids. */
  readonly input: readonly (string | readonly number[])[];
  readonly dimensions?: number;
  readonly extras: JsonObject;
}

export interface EmbeddingResponse {
  readonly model: string;
  readonly vectors: readonly (readonly number[] | string)[];
  readonly usage: Usage | undefined;
}
