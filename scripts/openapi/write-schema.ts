import { z } from "zod";
import { isArray, isObject, type Json, type JsonObject } from "../../src/core/json.ts";

/** Schemas that others refer to, by name. */
export type Components = Map<string, JsonObject>;

/**
 * What clients send, or read, as JSON Schema 2020-12, which is the dialect of OpenAPI 3.1. A schema with an id becomes
 * a component. What is a custom check in zod and says nothing of its shape is anything here.
 */
export const writeSchema = (schema: z.ZodType, components: Components): JsonObject =>
  write(schema, "input", components);

/**
 * A field of a query. It travels as text, and zod sees text; but a client may say what the text must be read as: a
 * number or a boolean.
 */
export function writeQueryField(schema: z.ZodType, components: Components): JsonObject {
  const read = write(schema, "output", components);
  const { type } = read;
  return type === "integer" || type === "number" || type === "boolean" ? read : write(schema, "input", components);
}

function write(schema: z.ZodType, io: "input" | "output", components: Components): JsonObject {
  const text = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: "any" }));
  const { $defs, ...rest } = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonObject;
  for (const [id, found] of entriesOf($defs)) components.set(id, tidy(found));
  return tidy(rest);
}

/** Without what is true of every JSON value or follows from another word, so that people can read it. */
function tidy({ anyOf, properties, items, additionalProperties: others, ...schema }: JsonObject): JsonObject {
  // A list of properties is never closed unless it says so.
  const isSaid = isObject(others) && (properties === undefined || Object.keys(others).length > 0);
  return {
    ...Object.fromEntries(Object.entries(schema).filter(([word, value]) => saysMore(word, value, schema))),
    ...(isArray(anyOf) && tidyChoice(anyOf.filter(isObject).map(tidy))),
    ...(isObject(properties) && {
      properties: Object.fromEntries(entriesOf(properties).map(([name, each]) => [name, tidy(each)])),
    }),
    ...(isObject(items) && { items: tidy(items) }),
    ...(isSaid && { additionalProperties: Object.keys(others).length === 0 ? true : tidy(others) }),
  };
}

function saysMore(word: string, value: Json | undefined, { format }: JsonObject): boolean {
  if (word === "pattern") return format === undefined;
  if (word === "maximum") return value !== Number.MAX_SAFE_INTEGER;
  if (word === "minimum") return value !== Number.MIN_SAFE_INTEGER;
  return !["$schema", "id", "propertyNames"].includes(word);
}

/** A choice between choices is one choice, and one between a plain type and null is a type with two names. */
function tidyChoice(choices: readonly JsonObject[]): JsonObject {
  const flat = choices.flatMap((each) =>
    isArray(each.anyOf) && Object.keys(each).length === 1 ? each.anyOf.filter(isObject) : [each],
  );
  const [first, ...more] = flat.filter(({ type }) => type !== "null");
  if (first === undefined || flat.some((each) => Object.keys(each).length === 0)) return {};
  if (more.length === 0 && flat.length === 2 && typeof first.type === "string" && first.const === undefined) {
    const named = isArray(first.enum) ? { enum: [...first.enum, null] } : {};
    return { ...first, ...named, type: [first.type, "null"] };
  }
  return { anyOf: flat };
}

export const entriesOf = (value: Json | undefined): readonly (readonly [string, JsonObject])[] =>
  isObject(value) ? Object.entries(value).flatMap(([name, each]) => (isObject(each) ? [[name, each]] : [])) : [];
