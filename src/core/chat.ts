import type { JsonObject } from "./json.ts";
import type { Usage } from "./usage.ts";

/** A marker some dialects attach to a block so that the provider caches the prompt up to it. */
export interface CacheMark {
  readonly ttl?: "5m" | "1h";
}

export type MediaSource =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "base64"; readonly mediaType: string; readonly data: string };

interface Cacheable {
  readonly cache?: CacheMark;
}

export interface TextPart extends Cacheable {
  readonly type: "text";
  readonly text: string;
}
export interface ImagePart extends Cacheable {
  readonly type: "image";
  readonly source: MediaSource;
  readonly detail?: string;
}
export interface DocumentPart extends Cacheable {
  readonly type: "document";
  readonly source: MediaSource;
  readonly name?: string;
}
export interface AudioPart extends Cacheable {
  readonly type: "audio";
  readonly data: string;
  readonly format: string;
}
/** Thinking. `signature` lets the provider check its own words when they are sent back; `redacted` is its sealed form. */
export interface ReasoningPart {
  readonly type: "reasoning";
  readonly text: string;
  readonly signature?: string;
  readonly redacted?: string;
}
export interface ToolCallPart extends Cacheable {
  readonly type: "tool-call";
  readonly id: string;
  readonly name: string;
  /** JSON text, as the model wrote it: it may be malformed. */
  readonly input: string;
  /** What lets the provider check its own thinking when the call is sent back (Gemini's thought signature). */
  readonly signature?: string;
}
export interface ToolResultPart extends Cacheable {
  readonly type: "tool-result";
  readonly id: string;
  readonly content: readonly (TextPart | ImagePart | DocumentPart)[];
  readonly isError?: boolean;
}

export type Part = TextPart | ImagePart | DocumentPart | AudioPart | ReasoningPart | ToolCallPart | ToolResultPart;

export interface Message {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly parts: readonly Part[];
  readonly name?: string;
}

export interface Tool extends Cacheable {
  readonly name: string;
  readonly description?: string;
  readonly schema: JsonObject;
  readonly strict?: boolean;
}

/**
 * A tool that the provider runs itself while it answers. `name` is what the client calls it, for errors; `isForced`
 * where it has to be used.
 */
export type HostedTool = WebSearch | WebFetch | CodeExecution | OtherHostedTool;

interface Hosted {
  readonly name: string;
  readonly isForced?: boolean;
}
interface Domains {
  /** Bare names such as `example.org`, which stand for their subdomains too. */
  readonly allowedDomains?: readonly string[];
  readonly blockedDomains?: readonly string[];
  readonly maxUses?: number;
}
export interface WebSearch extends Hosted, Domains {
  readonly type: "web-search";
  /** How much of what is found the model reads: guidance, which nobody promises to follow. */
  readonly contextSize?: SearchContextSize;
  readonly userLocation?: UserLocation;
}
/** Reads the pages that the conversation names. */
export interface WebFetch extends Hosted, Domains {
  readonly type: "web-fetch";
}
interface CodeExecution extends Hosted {
  readonly type: "code-execution";
}
/** One that only the client's own dialect has. */
interface OtherHostedTool extends Hosted {
  readonly type: "other";
}

export const SEARCH_CONTEXT_SIZES = ["low", "medium", "high"] as const;
export type SearchContextSize = (typeof SEARCH_CONTEXT_SIZES)[number];

/** About where the user is. `country` by two letters, `timezone` by IANA's name. */
export interface UserLocation {
  readonly city?: string;
  readonly region?: string;
  readonly country?: string;
  readonly timezone?: string;
}

export type ToolChoice =
  | { readonly type: "auto" | "none" | "required" }
  | { readonly type: "tool"; readonly name: string };

export type ResponseFormat =
  | { readonly type: "text" }
  | { readonly type: "json" }
  | { readonly type: "json-schema"; readonly name: string; readonly schema: JsonObject; readonly strict?: boolean };

export const REASONING_EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh"] as const;
export type ReasoningEffort = (typeof REASONING_EFFORTS)[number];

/** How much the model may think: in words (OpenAI) or in tokens (Anthropic). */
export interface Reasoning {
  readonly effort?: ReasoningEffort;
  readonly budgetTokens?: number;
  readonly enabled?: boolean;
}

/** Settings that OpenAI defines and few others have. A dialect that cannot say one names it in `unsupported`. */
export interface RareSettings {
  readonly seed?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly logitBias?: JsonObject;
  readonly logprobs?: boolean;
  readonly topLogprobs?: number;
  readonly choices?: number;
}

/** A chat request in no provider's words. Built only when client and upstream speak different dialects. */
export interface ChatRequest {
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  readonly hosted?: readonly HostedTool[];
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
  readonly responseFormat?: ResponseFormat;
  readonly reasoning?: Reasoning;
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly stop?: readonly string[];
  readonly user?: string;
  readonly serviceTier?: string;
  readonly rare: RareSettings;
  readonly stream: boolean;
  /** Fields that the client's dialect does not define: forwarded as they are, whoever answers. */
  readonly extras: JsonObject;
}

/** Where an answer has something from. The places are of the whole text, in UTF-16 code units. */
export interface Citation {
  readonly url: string;
  readonly title?: string;
  readonly start?: number;
  readonly end?: number;
}

/** A search that the provider ran. `sources`: what it is known to have found, cited or not. */
export interface Search {
  readonly query: string;
  readonly sources: readonly Pick<Citation, "url" | "title">[];
}

export type FinishReason = "stop" | "length" | "tool-calls" | "content-filter" | "other";

export interface ChatResponse {
  readonly id: string;
  readonly model: string;
  readonly parts: readonly Part[];
  readonly finish: FinishReason;
  /** The stop text that ended the answer, where the provider tells it. */
  readonly stopSequence?: string;
  readonly citations?: readonly Citation[];
  readonly searches?: readonly Search[];
  readonly usage: Usage | undefined;
}

/** Noun first, then what happened to it. One block is open at a time; they are numbered from 0 as they open. */
export type ChatEvent =
  | { readonly type: "response-start"; readonly id: string; readonly model: string; readonly usage?: Usage }
  | { readonly type: "text-start"; readonly block: number }
  | { readonly type: "text-delta"; readonly block: number; readonly text: string }
  | { readonly type: "reasoning-start"; readonly block: number }
  | { readonly type: "reasoning-delta"; readonly block: number; readonly text: string }
  | { readonly type: "reasoning-signature"; readonly block: number; readonly signature: string }
  | { readonly type: "reasoning-redacted"; readonly block: number; readonly data: string }
  | {
      readonly type: "tool-call-start";
      readonly block: number;
      readonly id: string;
      readonly name: string;
      readonly signature?: string;
    }
  | { readonly type: "tool-call-delta"; readonly block: number; readonly input: string }
  /** A picture that the model made: a block of its own, which comes in one piece. */
  | { readonly type: "image"; readonly block: number; readonly source: MediaSource }
  | { readonly type: "citations"; readonly citations: readonly Citation[] }
  /** Between blocks, as soon as it is known that they were run. */
  | { readonly type: "searches"; readonly searches: readonly Search[] }
  | { readonly type: "block-end"; readonly block: number }
  | {
      readonly type: "response-end";
      readonly finish: FinishReason;
      readonly stopSequence?: string;
      readonly usage: Usage | undefined;
    };
