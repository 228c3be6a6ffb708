import { isObject, type Json } from "../../core/json.ts";
import { optionalString, requiredObject, requiredString } from "../read-fields.ts";

/**
 * A document of Cohere's as text, which every model can read: its id and its fields, whose names Cohere shows to the
 * model too. `data` comes as the JSON of its fields as well, and a document as nothing but text.
 */
export function writeDocument(document: Json | undefined, path: string): string {
  if (typeof document === "string") return document;
  const { id: told, data } = requiredObject(document, path);
  const id = optionalString(told, `${path}.id`);
  const lines = isObject(data)
    ? Object.entries(data).map(
        ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
      )
    : [requiredString(data, `${path}.data`)];
  return [...(id === undefined ? [] : [`id: ${id}`]), ...lines].join("\n");
}
