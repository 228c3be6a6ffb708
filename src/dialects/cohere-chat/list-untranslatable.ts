import type { JsonObject } from "../../core/json.ts";
import { optionalBoolean, optionalObject, optionalString } from "../read-fields.ts";

/**
 * What only Cohere gives: how likely its tokens were, in its own lists; a promise to cite the documents, which others
 * read as text; and an answer fit for everyone. Its other modes of safety are what models do anyway.
 */
export function listUntranslatable(body: JsonObject): readonly string[] {
  const citing = optionalString(
    optionalObject(body.citation_options, "citation_options")?.mode,
    "citation_options.mode",
  );
  const isAsked = {
    logprobs: optionalBoolean(body.logprobs, "logprobs") === true,
    citation_options: citing !== undefined && !/^(off|disabled)$/i.test(citing),
    safety_mode: optionalString(body.safety_mode, "safety_mode") === "STRICT",
  };
  return Object.entries(isAsked).flatMap(([field, asked]) => (asked ? [field] : []));
}
