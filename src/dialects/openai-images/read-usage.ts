import { isObject, type Json, numberOf } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import { normalizeResponsesUsage } from "../normalize-usage.ts";

/**
 * What pictures came to: https://platform.openai.com/docs/api-reference/images/object. Where it is not told how much of the
 * output was text, which thinking models write beside it, all of it is pictures.
 */
export function readImageUsage(value: Json | undefined): Usage | undefined {
  const usage = normalizeResponsesUsage(value);
  if (usage === undefined || !isObject(value)) return usage;
  const { inputTokens, outputTokens, cacheReadTokens = 0 } = usage;
  const seen = Math.min(imagesIn(value["input_tokens_details"]) ?? 0, inputTokens - cacheReadTokens);
  const drawn = Math.min(imagesIn(value["output_tokens_details"]) ?? outputTokens, outputTokens);
  return { ...usage, ...(seen > 0 && { imageInputTokens: seen }), ...(drawn > 0 && { imageOutputTokens: drawn }) };
}

function imagesIn(details: Json | undefined): number | undefined {
  const count = isObject(details) ? numberOf(details["image_tokens"]) : undefined;
  return count === undefined || count < 0 ? undefined : Math.floor(count);
}
