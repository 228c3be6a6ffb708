import { textsOf, type JsonObject } from "../../core/json.ts";
import { optionalNumber, optionalString } from "../read-fields.ts";
import { isForm } from "./read-forms.ts";

/** Smaller numbers; another end, and another length, at which a text that is too long is cut. */
export function listUntranslatable(body: JsonObject): readonly string[] {
  const isAsked = {
    embedding_types: textsOf(body.embedding_types).some((type) => !isForm(type)),
    truncate: optionalString(body.truncate, "truncate") === "START",
    max_tokens: optionalNumber(body.max_tokens, "max_tokens") !== undefined,
  };
  return Object.entries(isAsked).flatMap(([field, asked]) => (asked ? [field] : []));
}
