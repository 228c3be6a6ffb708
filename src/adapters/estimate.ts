import { numberOf } from "../core/json.ts";
import { noUsage } from "../core/usage.ts";
import type { UpstreamDialect } from "../dialects/dialect.ts";
import { neverStreams } from "../dialects/never-streams.ts";
import type { Adapter } from "./adapter.ts";
import { readCommonFault } from "./read-fault.ts";

/** What the gateway says to itself: the number of tokens, and nothing else. */
const estimated: UpstreamDialect<"count"> = {
  ...neverStreams,
  id: "estimate",
  operation: "count",
  // What the texts come to is known to whoever sends it.
  encodeRequest: () => ({ body: {}, unsupported: [] }),
  retarget: (body) => body,
  decodeResponse: ({ tokens }) => ({ inputTokens: numberOf(tokens) ?? 0 }),
  readResponse: () => ({ usage: noUsage, repaired: undefined, outputChars: 0 }),
};

/**
 * Stands in for a provider that does not count tokens, so that a count takes the way of any other call. It is answered
 * instead of the network.
 */
export const estimate: Adapter = {
  id: "estimate",
  serves: { count: { path: "/count", dialects: [estimated], marksEnd: true } },
  keyVariables: [],
  baseVariables: [],
  needsCredential: false,
  url: (path) => `https://estimate.invalid${path}`,
  sign() {},
  readFault: readCommonFault,
};
