import { isObject, numberOf, type JsonObject } from "../../core/json.ts";
import { pick } from "./read-names.ts";

/** What an answer of another dialect cannot tell a client of Google's: more than one candidate, and how likely its words were. */
export function listUntranslatable(body: JsonObject): readonly string[] {
  const config = pick(body, "generationConfig");
  if (!isObject(config)) return [];
  return [
    ...((numberOf(pick(config, "candidateCount")) ?? 1) > 1 ? ["candidateCount"] : []),
    ...(pick(config, "responseLogprobs") === true ? ["responseLogprobs"] : []),
  ];
}
