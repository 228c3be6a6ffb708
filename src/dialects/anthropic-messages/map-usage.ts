import { isObject, numberOf, type Json, type JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";

/**
 * The usage of a stream comes in two halves: the input in `message_start`, and cumulative counts in `message_delta`.
 * Counts only grow, so the larger is the newer, also where a service repeats as 0 or null what it has told before.
 */
export function mergeUsage(earlier: JsonObject | undefined, later: Json | undefined): JsonObject | undefined {
  if (!isObject(later)) return earlier;
  const merged: Record<string, Json | undefined> = { ...earlier };
  for (const [name, value] of Object.entries(later)) {
    const known = numberOf(merged[name]);
    const isNewer = value !== null && !(known !== undefined && (numberOf(value) ?? 0) < known);
    if (isNewer) merged[name] = value;
  }
  return merged;
}

/** Anthropic counts tokens read from and written to the cache apart from `input_tokens`; `Usage` counts them in. */
export function encodeUsage(usage: Usage | undefined): JsonObject {
  const read = usage?.cacheReadTokens ?? 0;
  const write = usage?.cacheWriteTokens ?? 0;
  const write1h = usage?.cacheWrite1hTokens;
  return {
    input_tokens: (usage?.inputTokens ?? 0) - read - write,
    cache_creation_input_tokens: write,
    cache_read_input_tokens: read,
    ...(write1h !== undefined && {
      cache_creation: { ephemeral_5m_input_tokens: write - write1h, ephemeral_1h_input_tokens: write1h },
    }),
    output_tokens: usage?.outputTokens ?? 0,
    ...(usage?.searches !== undefined && {
      server_tool_use: { web_search_requests: usage.searches, web_fetch_requests: 0 },
    }),
    ...(usage?.reasoningTokens !== undefined && { output_tokens_details: { thinking_tokens: usage.reasoningTokens } }),
  };
}
