import type { Search } from "../../core/chat.ts";
import { isObject, objectsOf, textsOf, type JsonObject } from "../../core/json.ts";
import { readSource } from "./map-citations.ts";

/** What was searched for; every piece of a stream may tell it again. Which query found what is not told: the first has it all. */
export function readSearches(candidates: readonly JsonObject[]): readonly Search[] {
  const grounding = candidates.map(({ groundingMetadata }) => groundingMetadata).filter(isObject);
  const sources = grounding.flatMap(({ groundingChunks }) =>
    objectsOf(groundingChunks).flatMap((chunk) => readSource(chunk) ?? []),
  );
  const found = [...new Map(sources.map((source) => [source.url, source])).values()];
  return queriesOf(grounding).map((query, index) => ({
    query: query.toWellFormed(),
    sources: index === 0 ? found : [],
  }));
}

const queriesOf = (grounding: readonly JsonObject[]): readonly string[] => [
  ...new Set(grounding.flatMap(({ webSearchQueries }) => textsOf(webSearchQueries).filter((query) => query !== ""))),
];

/**
 * As Google bills them: each query from version 3 on, and before it each answer that needed any.
 * Source: ai.google.dev/gemini-api/docs/google-search, "Pricing".
 */
export function countSearches(candidates: readonly JsonObject[], model: string): number {
  const queries = queriesOf(candidates.map(({ groundingMetadata }) => groundingMetadata).filter(isObject)).length;
  return /gemini-(?:[3-9]|\d\d)/.test(model) ? queries : Math.min(queries, 1);
}
