import { UpstreamFault } from "../../core/fault.ts";
import { numberOf, type JsonObject } from "../../core/json.ts";
import type { TokenCount } from "../../core/token-count.ts";
import { noUsage } from "../../core/usage.ts";
import type { Dialect } from "../dialect.ts";
import { neverStreams } from "../never-streams.ts";
import { decodeRequest } from "./decode-request.ts";
import { dropSettings } from "./drop-settings.ts";
import { encodeRequest } from "./encode-request.ts";
import { listTexts } from "./list-texts.ts";
import { encodeError } from "./map-error.ts";
import { readIntent } from "./read-intent.ts";
import { resumeOnly } from "./resume-only.ts";
import { retarget } from "./retarget.ts";

/** How many tokens a request of Responses would have the model read: https://platform.openai.com/docs/api-reference/responses/input-tokens */
export const responsesCount: Dialect<"count"> = {
  ...neverStreams,
  id: "openai-responses-count",
  operation: "count",
  readIntent: (body) => ({ model: readIntent(body).model, stream: false, wantsStreamUsage: false }),
  decodeRequest,
  encodeResponse: ({ inputTokens }) => ({ object: "response.input_tokens", input_tokens: inputTokens }),
  encodeError,
  textsOf: listTexts,
  keeper: resumeOnly,
  encodeRequest: (request, target) => ({ body: readable(encodeRequest(request, target).body), unsupported: [] }),
  retarget: (body, target) => readable(retarget(body, target)),
  decodeResponse,
  readResponse(body) {
    decodeResponse(body);
    return { usage: noUsage, repaired: undefined, outputChars: 0 };
  },
};

const readable = (body: JsonObject): JsonObject => dropSettings(body, OF_SERVING);

/** How a request is served says nothing of what is read. */
const OF_SERVING = ["service_tier", "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options"];

function decodeResponse({ input_tokens }: JsonObject): TokenCount {
  const inputTokens = numberOf(input_tokens);
  if (inputTokens !== undefined) return { inputTokens };
  throw new UpstreamFault({ kind: "invalid-answer", message: "The provider's answer is not a count of tokens." });
}
