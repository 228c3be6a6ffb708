import type { Usage } from "../core/usage.ts";
import { noUsage } from "../core/usage.ts";
import { estimateInputTokens, estimateOutputTokens } from "../usage/estimate-tokens.ts";
import type { Metered } from "./metered.ts";

/**
 * The usage of an answer that ended before the provider told it, or whose provider never does. What was told
 * is kept where it is the larger: Anthropic tells the input at the start and only a first guess of the output.
 */
export function estimateUsage(call: Metered, told: Usage | undefined, outputChars: number): Usage {
  // Nothing is read by a model.
  if (call.operation === "count") return noUsage;
  const outputTokens = Math.max(told?.outputTokens ?? 0, estimateOutputTokens(outputChars));
  const inputTokens = told !== undefined && told.inputTokens > 0 ? told.inputTokens : estimateInputTokens(call.texts());
  return { ...call.intent.units, ...told, inputTokens, outputTokens, estimated: true };
}
