import type { Capability } from "../core/capability.ts";
import type { Prices } from "../core/deployment.ts";

/** What kind of call a model answers; the names are those of LiteLLM's `model_info.mode`. */
export const modes = [
  "chat",
  "completion",
  "responses",
  "embedding",
  "rerank",
  "moderation",
  "image_generation",
  "audio_transcription",
  "audio_speech",
  "realtime",
  "ocr",
  "video_generation",
] as const satisfies readonly string[];
export type Mode = (typeof modes)[number];

/** What the catalogue knows of one model. An absent field is unknown, not "no" and not zero. */
export interface ModelFacts {
  readonly mode: Mode;
  /** The provider's spelling, where capitals make it another than the key's. */
  readonly name?: string;
  /** The provider does not answer to this name, or no longer; it stays to price by. */
  readonly unlisted?: true;
  /** Absent: the model is unpriced, or it is not charged by the token (speech by the hour, OCR by the page). */
  readonly prices?: Prices;
  readonly contextWindow?: number;
  readonly maxOutputTokens?: number;
  readonly capabilities?: readonly Capability[];
}

/** `provider/model` in lower case → its facts, or the name of the entry that has them. */
export type Catalogue = Readonly<Record<string, ModelFacts | string>>;
