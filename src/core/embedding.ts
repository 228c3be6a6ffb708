import type { JsonObject } from "./json.ts";
import type { Usage } from "./usage.ts";

export interface EmbeddingRequest {
  /** Texts, or texts already cut into token ids. */
  readonly input: readonly (string | readonly number[])[];
  readonly dimensions?: number;
  /** What the vectors are for, in Google's words: `RETRIEVAL_QUERY`. */
  readonly taskType?: string;
  /** The client had to say one: it is left out without a word where the provider has none for it. */
  readonly taskIsHint?: true;
  /** Of the document that the texts are. */
  readonly title?: string;
  readonly extras: JsonObject;
}

export interface EmbeddingResponse {
  readonly model: string;
  readonly vectors: readonly (readonly number[] | string)[];
  readonly usage: Usage | undefined;
}
