import type { JsonObject } from "../../core/json.ts";
import { listItem } from "../../dialects/openai-responses/list-item.ts";
import { invalidRequest } from "../../dialects/read-fields.ts";
import type { Turn } from "../../store/response-store.ts";

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 100;

/**
 * All that the model had before it when it answered the last of the turns, the newest first. Throws `invalid_request` for a
 * page that there is none of. Source: platform.openai.com/docs/api-reference/responses/input-items.
 */
export function listItems(turns: readonly Turn[], query: URLSearchParams): JsonObject {
  const items = turns.flatMap(({ responseId, input, output }, index) => [
    ...input.map((item, place) => listItem(item, responseId, place)),
    ...(index === turns.length - 1 ? [] : output),
  ]);
  if (readOrder(query) === "desc") items.reverse();
  const after = query.get("after");
  const seen = after === null ? -1 : items.findIndex(({ id }) => id === after);
  if (after !== null && seen < 0) throw invalidRequest("after", "the id of an item of the list");
  const rest = items.slice(seen + 1);
  const data = rest.slice(0, readLimit(query));
  return {
    object: "list",
    data,
    first_id: data[0]?.["id"] ?? null,
    last_id: data.at(-1)?.["id"] ?? null,
    has_more: rest.length > data.length,
  };
}

function readOrder(query: URLSearchParams): "asc" | "desc" {
  const order = query.get("order") ?? "desc";
  if (order !== "asc" && order !== "desc") throw invalidRequest("order", "asc or desc");
  return order;
}

function readLimit(query: URLSearchParams): number {
  const text = query.get("limit");
  if (text === null) return LIMIT_DEFAULT;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > LIMIT_MAX)
    throw invalidRequest("limit", `a whole number from 1 to ${LIMIT_MAX}`);
  return limit;
}
