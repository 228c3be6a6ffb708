import { isObject, type Json, type JsonObject } from "../core/json.ts";

/** The value of a key in a section of a file; undefined when either is missing. */
export function valueOf(file: JsonObject, section: string, key: string): Json | undefined {
  const found = file[section];
  return isObject(found) ? found[key] : undefined;
}
