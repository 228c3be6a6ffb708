import type { ChatRequest } from "../core/chat.ts";
import { hostedOf } from "./hosted-tools.ts";

/**
 * The settings a client can ask for, by OpenAI's names, and whether a request asks for more than the default. What is
 * not here says nothing about the answer: who the user is, and that thinking is not wanted.
 */
const ASKED = {
  tools: ({ tools, toolChoice }) => tools.length > 0 && toolChoice?.type !== "none",
  tool_choice: ({ tools, toolChoice }) =>
    tools.length > 0 && (toolChoice?.type === "required" || toolChoice?.type === "tool"),
  parallel_tool_calls: ({ tools, parallelToolCalls }) => tools.length > 0 && parallelToolCalls === false,
  response_format: ({ responseFormat }) => responseFormat !== undefined && responseFormat.type !== "text",
  reasoning_effort: ({ reasoning }) =>
    reasoning !== undefined && reasoning.enabled !== false && reasoning.effort !== "none",
  max_tokens: ({ maxOutputTokens }) => maxOutputTokens !== undefined,
  temperature: ({ temperature }) => (temperature ?? 1) !== 1,
  top_p: ({ topP }) => (topP ?? 1) !== 1,
  top_k: ({ topK }) => topK !== undefined,
  stop: ({ stop }) => stop !== undefined && stop.length > 0,
  seed: ({ rare }) => rare.seed !== undefined,
  frequency_penalty: ({ rare }) => (rare.frequencyPenalty ?? 0) !== 0,
  presence_penalty: ({ rare }) => (rare.presencePenalty ?? 0) !== 0,
  logit_bias: ({ rare }) => Object.keys(rare.logitBias ?? {}).length > 0,
  logprobs: ({ rare }) => rare.logprobs === true,
  top_logprobs: ({ rare }) => (rare.topLogprobs ?? 0) !== 0,
  n: ({ rare }) => (rare.choices ?? 1) !== 1,
  provider_tools: ({ extras }) => extras.provider_tools !== undefined,
  service_tier: ({ serviceTier = "auto" }) => serviceTier !== "auto" && serviceTier !== "default",
} as const satisfies Record<string, (request: ChatRequest) => boolean>;

/** `hosted_tools`: a dialect that has any tells itself which of them it cannot say. */
export type SettingName = keyof typeof ASKED | "hosted_tools";

const NAMES = Object.keys(ASKED) as (keyof typeof ASKED)[];

/**
 * What a request asks for and a dialect, which can say `known`, cannot. Tools that a provider runs go by the names that
 * the client has for them.
 */
export const listUnsupported = (request: ChatRequest, known: readonly SettingName[]): readonly string[] => [
  ...NAMES.filter((name) => !known.includes(name) && ASKED[name](request)),
  ...(known.includes("hosted_tools") ? [] : hostedOf(request).map(({ name }) => name)),
];
