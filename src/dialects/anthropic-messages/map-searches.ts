import type { Citation, Search } from "../../core/chat.ts";
import { isObject, objectsOf, textOf, type JsonObject } from "../../core/json.ts";

const RESULT = "web_search_tool_result";

/** The searches of a whole answer: what was asked for, and what was found. */
export const decodeSearches = (content: readonly JsonObject[]): readonly Search[] =>
  content.flatMap((block) => decodeSearch(block, queryOf(content.find(({ id }) => id === block.tool_use_id))));

/** None for a block that is not what a search found. */
export function decodeSearch({ type, content }: JsonObject, query: string): readonly Search[] {
  if (type !== RESULT) return [];
  return [{ query, sources: objectsOf(content).flatMap(decodeSource) }];
}

function decodeSource({ url, title }: JsonObject): Search["sources"] {
  if (typeof url !== "string") return [];
  return [{ url, ...(typeof title === "string" && { title: title.toWellFormed() }) }];
}

export const queryOf = (call: JsonObject | undefined): string =>
  isObject(call?.input) ? (textOf(call.input.query) ?? "").toWellFormed() : "";

/** By their ids the blocks that are made here are known again: see `dropForeign`. */
export const MADE = "srvtoolu_gateway_";

/**
 * The blocks that tell of searches which another provider ran. What is sealed in Anthropic's own stays empty. Where
 * nobody told what was found, it is what the answer cites.
 */
export function encodeSearches(
  searches: readonly Search[],
  citations: readonly Citation[],
  responseId: string,
): readonly JsonObject[] {
  const isTold = searches.some(({ sources }) => sources.length > 0);
  const cited = new Map(citations.map(({ url, title }) => [url, title]));
  return searches.flatMap(({ query, sources }, index) => {
    const id = `${MADE}${responseId.replace(/[^\w-]/g, "_")}_${index}`;
    const found = isTold || index > 0 ? sources : [...cited].map(([url, title]) => ({ url, title }));
    return [
      { type: "server_tool_use", id, name: "web_search", input: { query } },
      {
        type: RESULT,
        tool_use_id: id,
        content: found.map(({ url, title = cited.get(url) ?? url }) => ({
          type: "web_search_result",
          url,
          title: title.toWellFormed(),
          encrypted_content: "",
          page_age: null,
        })),
      },
    ];
  });
}

/** `encrypted_index` is Anthropic's own: the empty one is known again in `dropForeign`. */
export const encodeCitation = ({ url, title }: Citation): JsonObject => ({
  type: "web_search_result_location",
  url,
  title: (title ?? url).toWellFormed(),
  cited_text: "",
  encrypted_index: "",
});
