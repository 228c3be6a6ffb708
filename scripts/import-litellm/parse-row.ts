import { isObject, type JsonObject, parseJson } from "../../src/core/json.ts";
import { toWellFormed } from "../../src/tenancy/well-formed.ts";

/** Undefined for a text that is no JSON object. */
export function parseRow(text: string): JsonObject | undefined {
  const row = parseJson(text);
  const wellFormed = row === undefined ? undefined : toWellFormed(row);
  return isObject(wellFormed) ? wellFormed : undefined;
}
