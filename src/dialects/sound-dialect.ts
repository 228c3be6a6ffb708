import type { JsonObject } from "../core/json.ts";
import type { Usage } from "../core/usage.ts";

/** What is asked to be spoken, as clients of OpenAI say it: platform.openai.com/docs/api-reference/audio/createSpeech. */
export interface SpeechRequest {
  readonly input: string;
  readonly voice: string | undefined;
  /** How it is to be spoken, in words. */
  readonly instructions: string | undefined;
  /** Undefined where the client leaves it open. */
  readonly format: SpeechFormat | undefined;
  /** 1 is as fast as people speak. */
  readonly speed: number | undefined;
  /** Fields that OpenAI does not know: the provider's own. */
  readonly extras: JsonObject;
}

export const SPEECH_FORMATS = ["mp3", "opus", "aac", "flac", "wav", "pcm"] as const;
export type SpeechFormat = (typeof SPEECH_FORMATS)[number];

export interface EncodedSpeech {
  /** Behind the path of the provider's service: a further step, a query. */
  readonly suffix: string;
  readonly body: JsonObject;
  /** Fields that the provider has no word for. */
  readonly unsupported: readonly string[];
}

/** Sound in one piece. */
export interface SpokenSound {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly usage: Usage | undefined;
}

/** How a provider speaks that has words of its own for it. Pure. */
export interface SpeechDialect {
  readonly id: string;
  /** Throws `GatewayError` for a format or a voice that the provider does not have. */
  encode(request: SpeechRequest, model: string): EncodedSpeech;
  /** Absent where the answer is the sound itself, which is then passed on as it comes. Throws `UpstreamFault` for what has none in it. */
  decode?(body: JsonObject, request: SpeechRequest): SpokenSound;
}

/** What is asked to be written down: platform.openai.com/docs/api-reference/audio/createTranscription. All but the sound. */
export interface TranscriptionRequest {
  readonly task: "transcribe" | "translate";
  /** ISO 639-1, as a client tells it. */
  readonly language: string | undefined;
  readonly prompt: string | undefined;
  readonly temperature: number | undefined;
  readonly format: TranscriptFormat;
  readonly wantsWords: boolean;
  readonly wantsSegments: boolean;
  readonly stream: boolean;
  /** Texts of fields that OpenAI does not know. */
  readonly extras: readonly (readonly [name: string, value: string])[];
}

export const TRANSCRIPT_FORMATS = ["json", "text", "verbose_json", "srt", "vtt"] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

/** How a provider takes the file, which goes through without being held. */
export type SoundBody =
  /** As the field `file` of a form, behind these. */
  | { readonly kind: "form"; readonly fields: readonly (readonly [name: string, value: string])[] }
  /** As the body itself. */
  | { readonly kind: "bytes" }
  /** In base64 within JSON. `write` is told of `data` only where it goes. */
  | { readonly kind: "json"; readonly bytesMax: number; write(data: string, file: SoundFile): JsonObject };

export interface SoundFile {
  readonly name: string;
  /** Undefined where the client does not say. */
  readonly type: string | undefined;
}

export interface EncodedTranscription {
  readonly suffix: string;
  readonly body: SoundBody;
  readonly unsupported: readonly string[];
}

/** Times are seconds from the beginning of the sound. */
export interface HeardWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** What is between it and the word before. */
  readonly lead: string;
}

export interface Transcript {
  readonly text: string;
  readonly language: string | undefined;
  readonly seconds: number | undefined;
  /** Empty where the provider tells none. */
  readonly words: readonly HeardWord[];
  readonly usage: Usage | undefined;
}

/** How a provider writes down sound, in words of its own. Pure. */
export interface TranscriptionDialect {
  readonly id: string;
  /** False where it never tells when a word was said: no subtitles can be made of that. */
  readonly tellsTimes: boolean;
  encode(request: TranscriptionRequest, model: string): EncodedTranscription;
  /** Throws `UpstreamFault` for what is no transcript. */
  decode(body: JsonObject): Transcript;
}
