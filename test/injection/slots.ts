import { z } from "zod";
import { isArray, isObject, type Json, type JsonObject, objectsOf, textOf, textsOf } from "../../src/core/json.ts";

/** A place in an input where a text of the client's ends up. */
export interface Slot {
  /** `member[].user_id`; `metadata.*` is a value under any key, `metadata.{}` such a key itself. */
  readonly name: string;
  /** An input with everything that is required, and the text in that place. */
  readonly put: (text: string) => Json;
}

/** Values that exist, by the name of the field that asks for one, so that an action gets as far as it can. */
export type Samples = Readonly<Record<string, Json>>;

/** Every place for text in what a schema reads. */
export const slotsOf = (schema: z.ZodType, samples: Samples): readonly Slot[] => [
  ...walk(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonObject, "", samples),
];

function* walk(schema: JsonObject, name: string, samples: Samples): Generator<Slot> {
  const variants = ["anyOf", "oneOf", "allOf"].flatMap((word) => objectsOf(schema[word]));
  if (variants.length > 0) {
    for (const variant of variants) yield* walk(variant, name, samples);
    return;
  }
  const types = isArray(schema["type"]) ? textsOf(schema["type"]) : [textOf(schema["type"])];
  if (types.includes("object")) yield* walkObject(schema, name, samples);
  else if (types.includes("array")) {
    for (const slot of walk(isObject(schema["items"]) ? schema["items"] : {}, `${name}[]`, samples))
      yield { name: slot.name, put: (text) => [slot.put(text)] };
  } else if (types.includes("string")) yield { name, put: (text) => text };
  else if (schema["type"] === undefined) {
    yield { name, put: (text) => text };
    yield { name: `${name}.*`, put: (text) => ({ a: text, [text]: [{ [text]: text }] }) };
  }
}

function* walkObject(schema: JsonObject, name: string, samples: Samples): Generator<Slot> {
  const { properties, additionalProperties } = schema;
  const required = sampleOf(schema, name, samples);
  const base = isObject(required) ? required : {};
  for (const [key, part] of Object.entries(isObject(properties) ? properties : {})) {
    if (!isObject(part)) continue;
    for (const slot of walk(part, name === "" ? key : `${name}.${key}`, samples))
      yield { name: slot.name, put: (text) => ({ ...base, [key]: slot.put(text) }) };
  }
  if (!isObject(additionalProperties)) return;
  const value = sampleOf(additionalProperties, "", samples);
  yield { name: `${name}.{}`, put: (text) => ({ ...base, ...Object.fromEntries([[text, value]]) }) };
  for (const slot of walk(additionalProperties, `${name}.*`, samples))
    yield { name: slot.name, put: (text) => ({ ...base, any: slot.put(text) }) };
}

/** The least that a schema takes. */
function sampleOf(schema: JsonObject, field: string, samples: Samples): Json {
  const known = samples[field];
  if (known !== undefined) return known;
  const [variant] = ["anyOf", "oneOf", "allOf"].flatMap((word) => objectsOf(schema[word]));
  if (variant !== undefined) return sampleOf(variant, field, samples);
  const [choice] = isArray(schema["enum"]) ? schema["enum"] : [];
  if (choice !== undefined) return choice;
  const type = isArray(schema["type"]) ? schema["type"][0] : schema["type"];
  switch (type) {
    case "object": {
      const { properties, required } = schema;
      const names = isArray(required) ? textsOf(required) : [];
      const parts = isObject(properties) ? properties : {};
      return Object.fromEntries(names.map((key) => [key, sampleOf(partOf(parts, key), key, samples)]));
    }
    case "array":
      return [sampleOf(isObject(schema["items"]) ? schema["items"] : {}, field, samples)];
    case "number":
    case "integer":
      return 1;
    case "boolean":
      return false;
    default:
      return "a";
  }
}

const partOf = (parts: JsonObject, key: string): JsonObject => {
  const part = parts[key];
  return isObject(part) ? part : {};
};
