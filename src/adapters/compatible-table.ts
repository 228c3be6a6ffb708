import type { Operation } from "../core/operation.ts";

export interface CompatibleRow {
  /** Undefined where the service is one of the user's own and must be named by the configuration. */
  readonly baseUrl?: string;
  readonly serves: readonly Operation[];
  readonly keyVariables: readonly string[];
  readonly baseVariables?: readonly string[];
  readonly needsCredential?: boolean;
  /** How the credential travels; a bearer token unless said otherwise. */
  readonly authHeader?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Request fields this provider calls by another name. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Request fields this provider rejects although they only ask for something it does anyway. */
  readonly drop?: readonly string[];
  /** Values this provider spells differently: field → value → its value. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** See `Service.marksEnd`. */
  readonly marksEnd: boolean;
  /** See `Service.straysInStreams`. */
  readonly straysInStreams?: boolean;
}

/**
 * Providers that speak the OpenAI dialect: everything about one of them is its row.
 * Base URLs, variables and quirks are from each provider's API reference.
 */
export const COMPATIBLE = {
  openai: {
    baseUrl: "https://api.openai.com/v1",
    serves: ["chat", "embedding"],
    keyVariables: ["OPENAI_API_KEY"],
    baseVariables: ["OPENAI_BASE_URL", "OPENAI_API_BASE"],
    marksEnd: true,
  },
  groq: {
    baseUrl: "https://api.groq.com/openai/v1",
    serves: ["chat"],
    keyVariables: ["GROQ_API_KEY"],
    baseVariables: ["GROQ_API_BASE"],
    marksEnd: true,
  },
  deepseek: {
    baseUrl: "https://api.deepseek.com/beta",
    serves: ["chat"],
    keyVariables: ["DEEPSEEK_API_KEY"],
    baseVariables: ["DEEPSEEK_API_BASE"],
    rename: { max_completion_tokens: "max_tokens" },
    marksEnd: true,
  },
  mistral: {
    baseUrl: "https://api.mistral.ai/v1",
    serves: ["chat", "embedding"],
    keyVariables: ["MISTRAL_API_KEY"],
    baseVariables: ["MISTRAL_API_BASE"],
    rename: { max_completion_tokens: "max_tokens", seed: "random_seed" },
    // Usage comes with the last chunk unasked, and a field the API does not define is a 422.
    drop: ["stream_options", "user"],
    values: { tool_choice: { required: "any" } },
    marksEnd: true,
    // Its reasoning models stream `content` as a list of thinking and text.
    straysInStreams: true,
  },
  together_ai: {
    baseUrl: "https://api.together.xyz/v1",
    serves: ["chat", "embedding"],
    keyVariables: ["TOGETHERAI_API_KEY", "TOGETHER_API_KEY", "TOGETHER_AI_API_KEY"],
    baseVariables: ["TOGETHER_AI_API_BASE"],
    rename: { max_completion_tokens: "max_tokens" },
    marksEnd: true,
  },
  openrouter: {
    baseUrl: "https://openrouter.ai/api/v1",
    serves: ["chat", "embedding"],
    keyVariables: ["OPENROUTER_API_KEY"],
    baseVariables: ["OPENROUTER_API_BASE"],
    headers: { "x-title": "Tollgate" },
    marksEnd: true,
  },
  hosted_vllm: {
    serves: ["chat", "embedding"],
    keyVariables: ["HOSTED_VLLM_API_KEY"],
    baseVariables: ["HOSTED_VLLM_API_BASE"],
    needsCredential: false,
    marksEnd: true,
  },
  /** Any other OpenAI-compatible service, by its `api_base` alone. Some of them close a stream without `[DONE]`. */
  custom_openai: {
    serves: ["chat", "embedding"],
    keyVariables: [],
    needsCredential: false,
    marksEnd: false,
  },
} as const satisfies Record<string, CompatibleRow>;
