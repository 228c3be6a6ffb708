import { isArray, isObject, type Json } from "../core/json.ts";

/**
 * JSON whose every string, keys included, is well formed. A lone surrogate cannot be written as UTF-8: SQLite
 * and KV would each replace it in their own way, and the text read back would differ from the text in memory.
 */
export function toWellFormed(value: Json): Json {
  if (typeof value === "string") return value.toWellFormed();
  if (isArray(value)) return value.map(toWellFormed);
  if (!isObject(value)) return value;
  // Unlike an assignment, this keeps a key named `__proto__` as data.
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === undefined ? [] : [[key.toWellFormed(), toWellFormed(item)] as const],
    ),
  );
}
