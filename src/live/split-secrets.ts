import { looksSecret } from "../config/looks-secret.ts";
import { isSecretPath } from "../config/problem.ts";
import { isArray, isObject, type Json, type JsonObject } from "../core/json.ts";

/** What stands in an answer for a value that is not shown. Sent back, it means that the value stays. */
export const MASK = "****";

const VARIABLE = /^os\.environ\/[A-Za-z_]\w*$/;

interface Split {
  /** May be read by whoever manages. */
  readonly open: JsonObject;
  /** To be sealed: each as a whole, also where only a part of it is secret. */
  readonly secret: JsonObject;
}

/** Parameters in LiteLLM's form, by whether they may be shown. `os.environ/NAME` names a secret, and is none. */
export function splitSecrets(params: JsonObject): Split {
  const { secret = [], open = [] } = Object.groupBy(Object.entries(params), ([name, value]) =>
    holdsSecret(value, [name]) ? "secret" : "open",
  );
  return { open: Object.fromEntries(open), secret: Object.fromEntries(secret) };
}

/** The parameters with a mask for each of these, so that it can be seen that they are there. */
export const maskSecrets = (open: JsonObject, hidden: readonly string[]): JsonObject => ({
  ...open,
  ...Object.fromEntries(hidden.map((name) => [name, MASK])),
});

function holdsSecret(value: Json | undefined, path: readonly string[]): boolean {
  if (typeof value === "string") {
    if (value === "" || VARIABLE.test(value)) return false;
    return isSecretPath(path) || looksSecret(value);
  }
  if (typeof value === "number") return isSecretPath(path);
  if (isArray(value)) return value.some((item) => holdsSecret(item, path));
  if (!isObject(value)) return false;
  return Object.entries(value).some(([name, item]) => holdsSecret(name, []) || holdsSecret(item, [...path, name]));
}
