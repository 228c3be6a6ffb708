import { UpstreamFault } from "../../core/fault.ts";
import { numberOf, type JsonObject } from "../../core/json.ts";
import type { TokenCount } from "../../core/token-count.ts";
import { noUsage } from "../../core/usage.ts";
import type { Dialect, Intent } from "../dialect.ts";
import { neverStreams } from "../never-streams.ts";
import { optionalString } from "../read-fields.ts";
import { decodeRequest } from "./decode-request.ts";
import { dropForeign } from "./drop-foreign.ts";
import { encodeRequest } from "./encode-request.ts";
import { textsOf } from "./list-texts.ts";
import { encodeError } from "./map-error.ts";
import { checkMessages } from "./read-intent.ts";

/** How many tokens a request of Messages would have the model read: https://docs.anthropic.com/en/api/messages-count-tokens */
export const anthropicCount: Dialect<"count"> = {
  ...neverStreams,
  id: "anthropic-count",
  operation: "count",
  readIntent,
  decodeRequest,
  encodeResponse: ({ inputTokens }) => ({ input_tokens: inputTokens }),
  encodeError,
  textsOf,
  encodeRequest(request, target) {
    const { model, system, messages, tools, tool_choice } = encodeRequest(request, target).body;
    return { body: { model, system, messages, tools, tool_choice }, unsupported: [] };
  },
  retarget: (body, target) => ({ ...dropSettings(dropForeign(body)), model: target.model }),
  decodeResponse,
  readResponse(body) {
    decodeResponse(body);
    return { usage: noUsage, repaired: undefined, outputChars: 0 };
  },
};

function readIntent(body: JsonObject): Intent {
  checkMessages(body);
  return { model: optionalString(body.model, "model"), stream: false, wantsStreamUsage: false };
}

/** About the answer, which is not asked for: refused here. A deployment's defaults may hold them. */
const SETTINGS: ReadonlySet<string> = new Set(
  "max_tokens temperature top_p top_k stop_sequences stream metadata service_tier".split(" "),
);

const dropSettings = (body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([field]) => !SETTINGS.has(field)));

function decodeResponse({ input_tokens }: JsonObject): TokenCount {
  const inputTokens = numberOf(input_tokens);
  if (inputTokens !== undefined) return { inputTokens };
  throw new UpstreamFault({ kind: "invalid-answer", message: "The provider's answer is not a count of tokens." });
}
