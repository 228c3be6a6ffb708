import type { Json, JsonObject } from "../core/json.ts";
import { defined, invalidRequest, optionalBoolean, optionalObject, optionalString } from "../dialects/read-fields.ts";

/** What a client says of answers that were given before. */
export interface CacheWishes {
  /** The answer is to be made anew. */
  readonly isFresh?: boolean;
  /** The answer is not to be given to anyone else. */
  readonly isUnkept?: boolean;
  /** Where nothing is given again unless it is asked for. */
  readonly isAskedFor?: boolean;
  /** How long the answer may be given again. */
  readonly ttlMs?: number;
  /** How old one that is given may be. */
  readonly ageMaxMs?: number;
  /** Among which answers it is looked for, and kept. */
  readonly namespace?: string;
}

const NAMESPACE_CHARS_MAX = 256;
const AGE = /(?:^|,)\s*s-maxage=(\d{1,9})\s*(?:,|$)/i;

/**
 * `cache` of the body, as LiteLLM's clients write it, and the header `Cache-Control` of RFC 9111, of which no client can say
 * that it was meant for the gateway: what is not known in it is passed over. Throws `invalid_request`, naming the field.
 */
export function readCacheWishes(asked: JsonObject, headers: Headers): CacheWishes | undefined {
  const said = optionalObject(asked["cache"], "cache");
  const header = headers.get("cache-control");
  if (said === undefined && header === null) return undefined;
  const directives = new Set(header?.split(",").map((directive) => directive.trim().toLowerCase()));
  const flag = (name: string): boolean | undefined =>
    optionalBoolean(said?.[name], `cache.${name}`) ?? (directives.has(name) ? true : undefined);
  const [, age] = AGE.exec(header ?? "") ?? [];
  return defined({
    isFresh: flag("no-cache"),
    isUnkept: flag("no-store"),
    isAskedFor: optionalBoolean(said?.["use-cache"], "cache.use-cache"),
    ttlMs: readSeconds(said?.["ttl"], "cache.ttl"),
    ageMaxMs:
      readSeconds(said?.["s-maxage"], "cache.s-maxage") ?? (age === undefined ? undefined : Number(age) * 1_000),
    namespace: readNamespace(said?.["namespace"]),
  });
}

function readSeconds(value: Json | undefined, path: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !(value >= 0)) throw invalidRequest(path, "a number of seconds, 0 or more");
  return value * 1_000;
}

function readNamespace(value: Json | undefined): string | undefined {
  const namespace = optionalString(value, "cache.namespace");
  if (namespace !== undefined && (namespace === "" || namespace.length > NAMESPACE_CHARS_MAX))
    throw invalidRequest("cache.namespace", `a text of 1 to ${NAMESPACE_CHARS_MAX} characters`);
  return namespace;
}
