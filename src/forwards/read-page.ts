import type { JsonObject } from "../core/json.ts";
import { invalidRequest } from "../dialects/read-fields.ts";

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 100;

export interface Page {
  readonly order: "asc" | "desc";
  readonly limit: number;
  /** The item that the page goes on from. */
  readonly after: string | undefined;
}

/** As OpenAI's lists are asked for. Throws `invalid_request` for a page that there is none of. */
export function readPage(query: URLSearchParams): Page {
  const order = query.get("order") ?? "desc";
  if (order !== "asc" && order !== "desc") throw invalidRequest("order", "asc or desc");
  return { order, limit: readLimit(query.get("limit")), after: query.get("after") ?? undefined };
}

function readLimit(text: string | null): number {
  if (text === null) return LIMIT_DEFAULT;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > LIMIT_MAX)
    throw invalidRequest("limit", `a whole number from 1 to ${LIMIT_MAX}`);
  return limit;
}

export const writePage = (data: readonly JsonObject[], hasMore: boolean): JsonObject => ({
  object: "list",
  data,
  first_id: data[0]?.["id"] ?? null,
  last_id: data.at(-1)?.["id"] ?? null,
  has_more: hasMore,
});

export const noSuchItem = () => invalidRequest("after", "the id of an item of the list");
