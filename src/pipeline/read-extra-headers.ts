import { isObject, type JsonObject } from "../core/json.ts";
import { invalidRequest } from "../dialects/read-fields.ts";

const HEADERS_MAX = 32;
const CHARACTERS_MAX = 4_096;
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const VALUE = /^[\t\x20-\x7e]*$/;

/** What decides who is asked, in whose name, and how the connection is used (RFC 9110, 7.6.1): the gateway's to say. */
const RESERVED: ReadonlySet<string> = new Set([
  "accept-encoding",
  "api-key",
  "authorization",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "cookie",
  "expect",
  "forwarded",
  "host",
  "keep-alive",
  "openai-organization",
  "openai-project",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
  "x-api-key",
  "x-goog-api-key",
  "x-goog-user-project",
]);
const RESERVED_PREFIXES = ["cf-", "proxy-", "sec-", "x-amz-", "x-forwarded-", "x-litellm-"] as const;

/**
 * `extra_headers` of a request: headers for the provider, names in lower case. Undefined where there are none. Throws
 * `invalid_request`, naming the header.
 */
export function readExtraHeaders({ extra_headers: given }: JsonObject): Readonly<Record<string, string>> | undefined {
  if (given === undefined || given === null) return undefined;
  if (!isObject(given)) throw invalidRequest("extra_headers", "a map of header names to texts");
  const entries = Object.entries(given);
  if (entries.length > HEADERS_MAX) throw invalidRequest("extra_headers", `at most ${HEADERS_MAX} headers`);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const lower = name.toLowerCase();
      const path = `extra_headers.${name.slice(0, 100)}`;
      if (!NAME.test(lower)) throw invalidRequest(path, "the name of a header");
      if (RESERVED.has(lower) || RESERVED_PREFIXES.some((prefix) => lower.startsWith(prefix)))
        throw invalidRequest(path, "left out: this header is the gateway's to set");
      if (typeof value !== "string" || value.length > CHARACTERS_MAX || !VALUE.test(value))
        throw invalidRequest(path, "a text of visible ASCII characters");
      return [lower, value];
    }),
  );
}
