import type { JsonObject } from "../../core/json.ts";
import { listInput } from "../../dialects/openai-responses/list-item.ts";
import type { Turn } from "../../store/response-store.ts";
import { noSuchItem, readPage, writePage } from "../read-page.ts";

/**
 * All that the model had before it when it answered the last of the turns, the newest first. Throws `invalid_request` for a
 * page that there is none of. Source: platform.openai.com/docs/api-reference/responses/input-items.
 */
export function listItems(turns: readonly Turn[], query: URLSearchParams): JsonObject {
  const { order, limit, after } = readPage(query);
  const items = turns.flatMap(({ responseId, input, output }, index) => [
    ...input.map((item, place) => listInput(item, responseId, place)),
    ...(index === turns.length - 1 ? [] : output),
  ]);
  if (order === "desc") items.reverse();
  const seen = after === undefined ? -1 : items.findIndex(({ id }) => id === after);
  if (after !== undefined && seen < 0) throw noSuchItem();
  const rest = items.slice(seen + 1);
  return writePage(rest.slice(0, limit), rest.length > limit);
}
