import { UpstreamFault } from "../../core/fault.ts";
import { isArray, isObject, objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import type { ModerationResponse } from "../../core/moderation.ts";
import { noUsage } from "../../core/usage.ts";
import type { ReadResponse } from "../dialect.ts";
import { normalizeEmbeddingUsage } from "../normalize-usage.ts";

export const decodeResponse = (body: JsonObject): ModerationResponse => ({
  id: textOf(body.id),
  model: textOf(body.model) ?? "",
  results: resultsOf(body).map(sayFlagged),
  usage: normalizeEmbeddingUsage(body.usage) ?? noUsage,
});

/** Nothing is estimated: OpenAI counts nothing because it charges nothing, and Mistral tells what it charges for. */
export function readResponse(body: JsonObject): ReadResponse {
  const results = resultsOf(body);
  return {
    usage: normalizeEmbeddingUsage(body.usage) ?? noUsage,
    repaired: results.every(isSaid) ? undefined : { ...body, results: results.map(sayFlagged) },
    outputChars: 0,
  };
}

function resultsOf({ results }: JsonObject): readonly JsonObject[] {
  if (isArray(results)) return objectsOf(results);
  throw new UpstreamFault({
    kind: "invalid-answer",
    message: "The provider's answer is not a moderation: it has no results.",
  });
}

const isSaid = ({ flagged }: JsonObject): boolean => typeof flagged === "boolean";

/** Mistral tells the categories alone, and clients look at the sum of them. */
function sayFlagged(result: JsonObject): JsonObject {
  if (isSaid(result)) return result;
  const { categories } = result;
  return { flagged: isObject(categories) && Object.values(categories).includes(true), ...result };
}

export const encodeResponse = ({ id, model, results, usage }: ModerationResponse): JsonObject => ({
  ...(id !== undefined && { id }),
  model,
  results,
  ...(usage.inputTokens > 0 && { usage: { prompt_tokens: usage.inputTokens, total_tokens: usage.inputTokens } }),
});
