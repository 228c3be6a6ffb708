import { looksSecret } from "../config/looks-secret.ts";
import { isSecretPath } from "../config/problem.ts";
import { isArray, isObject, type Json, type JsonObject } from "../core/json.ts";

const MASK = "****";
/** What adapters write into an address themselves, and what it takes to call an Azure resource. */
const OPEN_QUERY: ReadonlySet<string> = new Set(["api-version", "alt"]);

/** An address without its login, and with no more of its query than is known to be no key. Undefined for what is none. */
export function hideInAddress(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, pathname, searchParams } = new URL(address);
  const open = new URLSearchParams([...searchParams].filter(([name]) => OPEN_QUERY.has(name))).toString();
  return `${protocol}//${host}${pathname}${open === "" ? "" : `?${open}`}`;
}

/** A body that is to be sent, with a mask for each secret that comes from what was configured for it. */
export function hideConfigured(body: JsonObject, configured: JsonObject): JsonObject {
  const secrets = new Set(listSecrets(configured, []));
  return secrets.size === 0 ? body : hideTexts(body, secrets);
}

const listSecrets = (value: Json | undefined, path: readonly string[]): readonly string[] => {
  if (typeof value === "string") return isSecretPath(path) || looksSecret(value) ? [value] : [];
  if (isArray(value)) return value.flatMap((item) => listSecrets(item, path));
  return isObject(value) ? Object.entries(value).flatMap(([name, item]) => listSecrets(item, [...path, name])) : [];
};

const hideTexts = (body: JsonObject, secrets: ReadonlySet<string>): JsonObject => {
  const hide = (value: Json | undefined): Json | undefined => {
    if (typeof value === "string") return secrets.has(value) ? MASK : value;
    if (isArray(value)) return value.map((item) => hide(item) ?? null);
    return isObject(value) ? hideTexts(value, secrets) : value;
  };
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, hide(value)]));
};
