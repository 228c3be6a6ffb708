import type { JsonObject } from "../core/json.ts";
import { placeOf, readCount } from "./cut-page.ts";
import type { ListedModel } from "./listed-model.ts";

const LIMIT = { min: 1, max: 1_000, fallback: 20 } as const;

/** A page of models as Anthropic lists them. Source: docs.anthropic.com/en/api/models-list. */
export function listModelsForAnthropic(
  ids: readonly string[],
  query: URLSearchParams,
  describe: (id: string) => ListedModel,
): JsonObject {
  const limit = readCount(query, "limit", LIMIT);
  const [before, after] = [query.get("before_id"), query.get("after_id")];
  const end = before === null ? ids.length : placeOf(ids, before, "before_id");
  const start = after === null ? 0 : placeOf(ids, after, "after_id") + 1;
  const range = ids.slice(start, end);
  const page = before === null ? range.slice(0, limit) : range.slice(-limit);
  return {
    data: page.map((id) => describeForAnthropic(describe(id))),
    has_more: page.length < range.length,
    first_id: page[0] ?? null,
    last_id: page.at(-1) ?? null,
  };
}

/** All fields that its SDK's type has, for clients that go by it. */
export const describeForAnthropic = ({ id, inputTokensMax, outputTokensMax }: ListedModel): JsonObject => ({
  type: "model",
  id,
  display_name: id,
  // What Anthropic says of a date that is unknown.
  created_at: "1970-01-01T00:00:00Z",
  max_input_tokens: inputTokensMax ?? null,
  max_tokens: outputTokensMax ?? null,
  capabilities: null,
  lifecycle: "active",
  deprecated_at: null,
  line: null,
});
