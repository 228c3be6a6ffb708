import { isArray, isObject, type Json, type JsonObject } from "../core/json.ts";

const REDACTED = "[redacted]";
/** Names of what logging callbacks and the like keep in a row's free fields. */
const SECRET_NAME = /key|secret|token|password|credential|authorization/i;
const SEALED: ReadonlySet<string> = new Set(["sealed", "secretHash", "previousHash"]);
const FREE_FIELDS: readonly string[] = ["metadata", "extra", "params", "values", "value"];

/** A row as the audit log keeps it: free fields may hold credentials, which are named like it or begin like a key. */
export const redactRecord = (record: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      if (SEALED.has(name)) return [name, value === null ? null : REDACTED];
      return [name, FREE_FIELDS.includes(name) ? redact(value ?? null) : value];
    }),
  );

function redact(value: Json): Json {
  if (typeof value === "string") return value.startsWith("sk-") ? REDACTED : value;
  if (isArray(value)) return value.map(redact);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      typeof item === "string" && SECRET_NAME.test(name) ? REDACTED : redact(item ?? null),
    ]),
  );
}
