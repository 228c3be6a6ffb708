import { isObject, numberOf, objectsOf, type Json, type JsonObject } from "../core/json.ts";
import type { Usage } from "../core/usage.ts";

/**
 * The one place where a provider's word for what a call consumed becomes `Usage`.
 *
 * The caller says which wire shape it holds: `input_tokens` alone means something else to Anthropic (without the
 * cache) than to OpenAI's Responses API (with it), so nothing here guesses. A count that is missing, negative,
 * beyond belief or no number is 0. A detail of 0 is left out. No count at all is `undefined`, so that the call gets
 * estimated.
 */

/** `prompt_tokens`, `completion_tokens`: OpenAI Chat Completions, legacy completions, and everyone who copies them. */
export function normalizeOpenaiUsage(value: Json | undefined): Usage | undefined {
  if (!isObject(value) || !hasCount(value, "prompt_tokens", "completion_tokens", "total_tokens")) return undefined;
  const input = detailsOf(value, "prompt_tokens_details");
  const output = detailsOf(value, "completion_tokens_details");
  const told = {
    prompt: count(value.prompt_tokens),
    completion: count(value.completion_tokens),
    total: count(value.total_tokens),
    reasoning: count(output.reasoning_tokens) || count(value.reasoning_tokens),
    audioInput: count(input.audio_tokens),
  };
  const apart = countedApart(told);
  return usageOf({
    input: told.prompt + apart.audioInput,
    output: told.completion + apart.reasoning,
    // Named by OpenAI; DeepSeek; Moonshot; Mistral; LiteLLM and Databricks.
    cacheRead:
      count(input.cached_tokens) ||
      count(value.prompt_cache_hit_tokens) ||
      count(value.cached_tokens) ||
      count(value.num_cached_tokens) ||
      count(value.cache_read_input_tokens),
    // Named by LiteLLM and Databricks; LiteLLM's details; OpenAI and OpenRouter.
    cacheWrite:
      count(value.cache_creation_input_tokens) || count(input.cache_creation_tokens) || count(input.cache_write_tokens),
    cacheWrite1h:
      count(detailsOf(input, "cache_creation_token_details").ephemeral_1h_input_tokens) ||
      count(detailsOf(value, "cache_creation").ephemeral_1h_input_tokens),
    reasoning: told.reasoning || apart.reasoning,
    audioInput: told.audioInput,
    audioOutput: count(output.audio_tokens),
    // Named by LiteLLM; OpenRouter.
    searches: count(input.web_search_requests) || count(detailsOf(value, "server_tool_use").web_search_requests),
  });
}

interface Told {
  readonly prompt: number;
  readonly completion: number;
  readonly total: number;
  readonly reasoning: number;
  readonly audioInput: number;
}

/**
 * Some providers count a part beside its whole, which only their total gives away: xAI its reasoning, Mistral its
 * audio; Gemini's compatible endpoint does not even name its reasoning. All three bill what they counted.
 */
function countedApart({ prompt, completion, total, reasoning, audioInput }: Told): {
  audioInput: number;
  reasoning: number;
} {
  const surplus = Math.max(0, total - prompt - completion);
  if (surplus === audioInput) return { audioInput: surplus, reasoning: 0 };
  if (surplus === reasoning || reasoning === 0) return { audioInput: 0, reasoning: surplus };
  return { audioInput: 0, reasoning: 0 };
}

/** Anthropic Messages, where `input_tokens` holds neither what was read from the cache nor what was written to it. */
export function normalizeAnthropicUsage(value: Json | undefined): Usage | undefined {
  if (!isObject(value) || !hasCount(value, "input_tokens", "output_tokens")) return undefined;
  const creation = detailsOf(value, "cache_creation");
  const write1h = count(creation.ephemeral_1h_input_tokens);
  const cacheRead = count(value.cache_read_input_tokens);
  const cacheWrite = count(value.cache_creation_input_tokens) || count(creation.ephemeral_5m_input_tokens) + write1h;
  return usageOf({
    input: count(value.input_tokens) + cacheRead + cacheWrite,
    output: count(value.output_tokens),
    cacheRead,
    cacheWrite,
    cacheWrite1h: write1h,
    reasoning: count(detailsOf(value, "output_tokens_details").thinking_tokens),
    searches: count(detailsOf(value, "server_tool_use").web_search_requests),
  });
}

/** OpenAI Responses, where `input_tokens` holds the cached tokens too. */
export function normalizeResponsesUsage(value: Json | undefined): Usage | undefined {
  if (!isObject(value) || !hasCount(value, "input_tokens", "output_tokens", "total_tokens")) return undefined;
  const input = detailsOf(value, "input_tokens_details");
  const output = detailsOf(value, "output_tokens_details");
  return usageOf({
    input: count(value.input_tokens),
    output: count(value.output_tokens),
    // Bridges have been seen to keep the chat name of the detail.
    cacheRead: count(input.cached_tokens) || count(detailsOf(value, "prompt_tokens_details").cached_tokens),
    cacheWrite: count(input.cache_creation_tokens) || count(input.cache_write_tokens),
    reasoning: count(output.reasoning_tokens),
    audioInput: count(input.audio_tokens),
    audioOutput: count(output.audio_tokens),
  });
}

/** For dialects whose usage does not tell the searches: they are counted in the answer. */
export const withSearches = (usage: Usage | undefined, searches: number): Usage | undefined =>
  usage === undefined || searches === 0 ? usage : { ...usage, searches };

/**
 * Gemini's `usageMetadata`. What its own tools read is counted beside the prompt, and thoughts beside the answer;
 * Vertex AI has counted thoughts into the answer, which only the total gives away.
 */
export function normalizeGeminiUsage(value: Json | undefined): Usage | undefined {
  if (!isObject(value) || !hasCount(value, "promptTokenCount", "candidatesTokenCount", "totalTokenCount"))
    return undefined;
  const input = count(value.promptTokenCount) + count(value.toolUsePromptTokenCount);
  const candidates = count(value.candidatesTokenCount);
  const thoughts = count(value.thoughtsTokenCount);
  const holdsThoughts = thoughts <= candidates && input + candidates === count(value.totalTokenCount);
  return usageOf({
    input,
    output: holdsThoughts ? candidates : candidates + thoughts,
    cacheRead: count(value.cachedContentTokenCount),
    reasoning: thoughts,
    audioInput: audioOf(value.promptTokensDetails) + audioOf(value.toolUsePromptTokensDetails),
    audioOutput: audioOf(value.candidatesTokensDetails),
  });
}

const audioOf = (details: Json | undefined): number =>
  objectsOf(details).reduce((sum, { modality, tokenCount }) => sum + (modality === "AUDIO" ? count(tokenCount) : 0), 0);

/** Embeddings: nothing is written, so all tokens are input; some providers tell only the total. */
export function normalizeEmbeddingUsage(value: Json | undefined): Usage | undefined {
  if (!isObject(value) || !hasCount(value, "prompt_tokens", "input_tokens", "total_tokens")) return undefined;
  return usageOf({
    input: count(value.prompt_tokens) || count(value.input_tokens) || count(value.total_tokens),
    output: 0,
  });
}

interface Counts {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWrite1h?: number;
  readonly reasoning?: number;
  readonly audioInput?: number;
  readonly audioOutput?: number;
  readonly searches?: number;
}

/** A detail is a part of its whole: prices are differences of the two, and none may become negative. */
function usageOf(counts: Counts): Usage {
  const { input, output, searches = 0 } = counts;
  const cacheRead = Math.min(counts.cacheRead ?? 0, input);
  const cacheWrite = Math.min(counts.cacheWrite ?? 0, input - cacheRead);
  const cacheWrite1h = Math.min(counts.cacheWrite1h ?? 0, cacheWrite);
  const reasoning = Math.min(counts.reasoning ?? 0, output);
  const audioInput = Math.min(counts.audioInput ?? 0, input);
  const audioOutput = Math.min(counts.audioOutput ?? 0, output);
  return {
    inputTokens: input,
    outputTokens: output,
    ...(cacheRead > 0 && { cacheReadTokens: cacheRead }),
    ...(cacheWrite > 0 && { cacheWriteTokens: cacheWrite }),
    ...(cacheWrite1h > 0 && { cacheWrite1hTokens: cacheWrite1h }),
    ...(reasoning > 0 && { reasoningTokens: reasoning }),
    ...(audioInput > 0 && { audioInputTokens: audioInput }),
    ...(audioOutput > 0 && { audioOutputTokens: audioOutput }),
    ...(searches > 0 && { searches }),
  };
}

/** More than any model can take or say in one call: such a count is no count. */
const TOKENS_MAX = 1e9;

const countOf = (value: Json | undefined): number | undefined => {
  const number = numberOf(value);
  return number !== undefined && number >= 0 && number <= TOKENS_MAX ? Math.floor(number) : undefined;
};

const count = (value: Json | undefined): number => countOf(value) ?? 0;

const hasCount = (usage: JsonObject, ...names: readonly string[]): boolean =>
  names.some((name) => countOf(usage[name]) !== undefined);

const none: JsonObject = {};

const detailsOf = (usage: JsonObject, name: string): JsonObject => {
  const details = usage[name];
  return isObject(details) ? details : none;
};
