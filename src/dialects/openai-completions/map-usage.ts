import type { JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";

export const encodeUsage = ({ inputTokens, outputTokens, cacheReadTokens, reasoningTokens }: Usage): JsonObject => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  ...(cacheReadTokens !== undefined && { prompt_tokens_details: { cached_tokens: cacheReadTokens } }),
  ...(reasoningTokens !== undefined && { completion_tokens_details: { reasoning_tokens: reasoningTokens } }),
});
