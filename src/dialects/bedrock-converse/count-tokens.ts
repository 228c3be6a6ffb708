import { UpstreamFault } from "../../core/fault.ts";
import { numberOf, type JsonObject } from "../../core/json.ts";
import type { TokenCount } from "../../core/token-count.ts";
import { noUsage } from "../../core/usage.ts";
import type { UpstreamDialect } from "../dialect.ts";
import { neverStreams } from "../never-streams.ts";
import { encodeRequest } from "./encode-request.ts";

/**
 * How many tokens a request of Converse would have the model read. The path names the model.
 * Source: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html.
 */
export const bedrockCount: UpstreamDialect<"count"> = {
  ...neverStreams,
  id: "bedrock-count",
  operation: "count",
  encodeRequest(request, target) {
    const { messages, system, toolConfig } = encodeRequest(request, target).body;
    return { body: { input: { converse: { messages, system, toolConfig } } }, unsupported: [] };
  },
  retarget: (body) => body,
  decodeResponse,
  readResponse(body) {
    decodeResponse(body);
    return { usage: noUsage, repaired: undefined, outputChars: 0 };
  },
};

function decodeResponse({ inputTokens: told }: JsonObject): TokenCount {
  const inputTokens = numberOf(told);
  if (inputTokens !== undefined) return { inputTokens };
  throw new UpstreamFault({ kind: "invalid-answer", message: "The provider's answer is not a count of tokens." });
}
