import type { HeaderRecord } from "../../adapters/adapter.ts";

/**
 * Request headers that reach a provider; no other does, so that no credential, cookie, address or hop of the client's can.
 * Who is billed (`openai-organization`, `x-goog-user-project`) is for the configuration to say.
 */
const PASSED_ON: ReadonlySet<string> = new Set([
  "accept",
  "accept-language",
  "anthropic-beta",
  "anthropic-version",
  "content-encoding",
  "content-type",
  "idempotency-key",
  "openai-beta",
  "prefer",
  "range",
  "x-goog-upload-protocol",
]);
/** Guardrails, tracing and tiers of Bedrock. */
const BEDROCK = "x-amzn-bedrock-";

/** A record of its own on each call: whoever signs adds to it. */
export function pickHeaders(headers: Headers): HeaderRecord {
  const picked: HeaderRecord = {};
  for (const [name, value] of headers) if (PASSED_ON.has(name) || name.startsWith(BEDROCK)) picked[name] = value;
  return picked;
}
