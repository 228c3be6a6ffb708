import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import { normalizeOpenaiUsage } from "../normalize-usage.ts";

/**
 * Cohere counts twice: `billed_units` is what is paid for, and what its OpenAI-compatible endpoint reports; `tokens`
 * is what the model saw, with Cohere's own preamble, which is not paid for. The cached and the thinking tokens are a
 * part of the latter, so that they are told only where nothing says what is billed.
 */
export function decodeUsage(value: Json | undefined): Usage | undefined {
  if (!isObject(value)) return undefined;
  const { billed_units, tokens, cached_tokens } = value;
  return (
    normalizeOpenaiUsage(rename(billed_units)) ??
    (isObject(tokens)
      ? normalizeOpenaiUsage({
          ...rename(tokens),
          prompt_tokens_details: { cached_tokens },
          completion_tokens_details: { reasoning_tokens: tokens.reasoning_tokens },
        })
      : undefined)
  );
}

const rename = (counts: Json | undefined): JsonObject | undefined =>
  isObject(counts) ? { prompt_tokens: counts.input_tokens, completion_tokens: counts.output_tokens } : undefined;

/** What another provider counts is what is paid for, and all that its model saw. */
export function encodeUsage({ inputTokens, outputTokens, cacheReadTokens }: Usage): JsonObject {
  const counts = { input_tokens: inputTokens, output_tokens: outputTokens };
  return {
    billed_units: counts,
    tokens: counts,
    ...(cacheReadTokens !== undefined && { cached_tokens: cacheReadTokens }),
  };
}
