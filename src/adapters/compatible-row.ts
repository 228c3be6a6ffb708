import type { Operation } from "../core/operation.ts";
import type { ForwardPaths } from "./adapter.ts";
import type { BodyRules, ModelRules } from "./body-rules.ts";
import type { BasePath } from "./quirks/complete-base.ts";

/** One provider that speaks the OpenAI dialect. */
export interface CompatibleRow extends BodyRules {
  /** Undefined where the service is one of the user's own and must be named by the configuration. */
  readonly baseUrl?: string;
  /** What all bases have in common, for users who write them without it. */
  readonly basePath?: BasePath;
  /** Models that have a base of their own: `$1` in it stands for the first group of their name. */
  readonly modelBases?: readonly { readonly like: RegExp; readonly baseUrl: string }[];
  readonly serves: readonly Operation[];
  /** Where an operation is served at another path than OpenAI's. */
  readonly paths?: { readonly [O in Operation]?: string };
  /** See `Adapter.forwards`; OpenAI's own paths are in `openai-paths.ts`. */
  readonly forwards?: ForwardPaths;
  /** See `Adapter.transcribesUnnamed`. */
  readonly transcribesUnnamed?: true;
  readonly keyVariables: readonly string[];
  readonly baseVariables?: readonly string[];
  readonly needsCredential?: boolean;
  /** How the credential travels; a bearer token unless said otherwise. */
  readonly authHeader?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Rules for some of its models, beside those for all. */
  readonly models?: readonly ModelRules[];
  /** It serves OpenAI's older text completions too. */
  readonly hasCompletions?: true;
  /** Clients may have it fill in the middle of a text: https://docs.mistral.ai/api/endpoint/fim. */
  readonly fillsIn?: true;
  /** The models that only complete text: a chat with one of them is written as a prompt. */
  readonly textModels?: RegExp;
  /** It serves OpenAI's Responses too. */
  readonly hasResponses?: true;
  /** Whose rerank it copies; Cohere's unless said otherwise. */
  readonly rerank?: "cohere" | "jina" | "voyage" | "tei";
  /** It takes `width` and `height` of pictures in place of a `size`. */
  readonly splitsSize?: boolean;
  /** See `Service.marksEnd`; false where nobody has seen that it does. */
  readonly marksEnd?: boolean;
  /** See `Service.straysInStreams`. */
  readonly straysInStreams?: boolean;
}

/** The name of the output cap that services have which copied OpenAI's API before its reasoning models. */
export const OLD_CAP = { max_completion_tokens: "max_tokens" } as const;

/** What clients send back of an answer although strict services refuse it: a field they do not define is a 4xx. */
export const ECHOES = [
  "annotations",
  "audio",
  "provider_specific_fields",
  "reasoning_content",
  "refusal",
  "thinking_blocks",
] as const;
