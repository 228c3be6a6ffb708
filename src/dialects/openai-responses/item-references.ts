import { isArray, isObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import { typeOf } from "./list-item.ts";
import { replayItems } from "./replay-items.ts";

export const referencesIn = ({ input }: JsonObject): readonly string[] =>
  isArray(input) ? input.flatMap((item) => referenceOf(item) ?? []) : [];

/** The request with the items in the places of the references to them. */
export function dereference(body: JsonObject, found: ReadonlyMap<string, readonly JsonObject[]>): JsonObject {
  const { input } = body;
  if (!isArray(input) || found.size === 0) return body;
  const said = (item: Json): readonly Json[] => {
    const items = found.get(referenceOf(item) ?? "");
    return items === undefined ? [item] : replayItems(items);
  };
  return { ...body, input: input.flatMap(said) };
}

const referenceOf = (item: Json): string | undefined =>
  isObject(item) && typeOf(item) === "item_reference" ? textOf(item.id) : undefined;
