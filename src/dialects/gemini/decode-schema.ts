import { isArray, isObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import { pick } from "./read-names.ts";

/** Google's own schema language, of OpenAPI 3.0, as JSON Schema: types in capitals, `nullable`, and counts as strings. */
function decodeSchema(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema).flatMap(([name, value]): readonly (readonly [string, Json])[] =>
    value === undefined || value === null || DROPPED.has(name) ? [] : [decodeKeyword(name, value, schema)],
  );
  return Object.fromEntries(entries);
}

/** The order of properties is a hint of Gemini's. */
const DROPPED = new Set(["nullable", "propertyOrdering", "property_ordering"]);
const COUNTS = new Map(
  ["minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"].flatMap((name) => [
    [name, name],
    [name.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`), name],
  ]),
);

function decodeKeyword(name: string, value: Json, schema: JsonObject): readonly [string, Json] {
  const count = COUNTS.get(name);
  if (count !== undefined) return [count, typeof value === "string" ? Number(value) : value];
  switch (name) {
    case "type": {
      const type = typeof value === "string" ? value.toLowerCase() : value;
      return [name, schema.nullable === true ? [type, "null"] : type];
    }
    case "items":
      return [name, decodeAny(value)];
    case "anyOf":
    case "any_of":
      return ["anyOf", isArray(value) ? value.map(decodeAny) : value];
    case "properties":
      return [name, isObject(value) ? decodeProperties(value) : value];
    default:
      return [name, value];
  }
}

const decodeAny = (value: Json): Json => (isObject(value) ? decodeSchema(value) : value);

const decodeProperties = (properties: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, decodeAny(value ?? {})]));

/**
 * A schema by either of its two names: JSON Schema as it is, Google's own as JSON Schema. Gemini also takes its own
 * where JSON Schema is meant, and the Gemini CLI relies on it: the capitals of its types tell.
 */
export function pickSchema(fields: JsonObject, jsonName: string, ownName: string): Json | undefined {
  const schema = pick(fields, jsonName);
  if (isObject(schema)) return /^[A-Z]+$/.test(textOf(schema.type) ?? "") ? decodeSchema(schema) : schema;
  if (schema !== undefined && schema !== null) return schema;
  const own = pick(fields, ownName);
  return isObject(own) ? decodeSchema(own) : own;
}
