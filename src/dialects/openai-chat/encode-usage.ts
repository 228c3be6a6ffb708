import type { JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";

/**
 * OpenAI's usage, with the cache counts also under the names that the LiteLLM proxy gives them
 * (`cache_read_input_tokens`, `cache_creation_input_tokens`), and the searches too. `prompt_tokens` includes both caches.
 */
export function encodeUsage(usage: Usage): JsonObject {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, cacheWrite1hTokens } = usage;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: {
      cached_tokens: cacheReadTokens ?? 0,
      ...(usage.audioInputTokens !== undefined && { audio_tokens: usage.audioInputTokens }),
      ...(usage.searches !== undefined && { web_search_requests: usage.searches }),
      ...(cacheWriteTokens !== undefined && { cache_creation_tokens: cacheWriteTokens }),
      ...(cacheWriteTokens !== undefined &&
        cacheWrite1hTokens !== undefined && {
          cache_creation_token_details: {
            ephemeral_5m_input_tokens: cacheWriteTokens - cacheWrite1hTokens,
            ephemeral_1h_input_tokens: cacheWrite1hTokens,
          },
        }),
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens ?? 0,
      ...(usage.audioOutputTokens !== undefined && { audio_tokens: usage.audioOutputTokens }),
    },
    ...(cacheWriteTokens !== undefined && { cache_creation_input_tokens: cacheWriteTokens }),
    ...(cacheReadTokens !== undefined && { cache_read_input_tokens: cacheReadTokens }),
  };
}
