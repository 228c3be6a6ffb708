import { UpstreamFault } from "../../core/fault.ts";
import { isObject, numberOf, type JsonObject } from "../../core/json.ts";
import type { TokenCount } from "../../core/token-count.ts";
import { noUsage } from "../../core/usage.ts";
import type { ClientDialect, Target, UpstreamDialect } from "../dialect.ts";
import { neverStreams } from "../never-streams.ts";
import { optionalObject } from "../read-fields.ts";
import { decodeRequest } from "./decode-request.ts";
import { encodeRequest } from "./encode-request.ts";
import { textsOf } from "./list-texts.ts";
import { encodeError } from "./map-error.ts";
import { readIntent } from "./read-intent.ts";
import { pick } from "./read-names.ts";
import { retarget } from "./retarget.ts";

const ID = "gemini-count";

/** How many tokens a request of generateContent would have the model read: https://ai.google.dev/api/tokens */
export const geminiCountClient: ClientDialect<"count"> = {
  ...neverStreams,
  id: ID,
  operation: "count",
  readIntent: (body) => ({ ...readIntent(requestIn(body), false), wantsStreamUsage: false }),
  decodeRequest: (body) => decodeRequest(requestIn(body), false),
  encodeResponse: ({ inputTokens }) => ({ totalTokens: inputTokens }),
  encodeError,
  textsOf: (body) => textsOf(requestIn(body)),
};

const WRAPPER = "generateContentRequest";

/** The contents stand alone, or with all else that is read, in the request that they are of. */
const requestIn = (body: JsonObject): JsonObject => optionalObject(pick(body, WRAPPER), WRAPPER) ?? body;

const upstream = {
  ...neverStreams,
  id: ID,
  operation: "count",
  decodeResponse,
  readResponse(body) {
    decodeResponse(body);
    return { usage: noUsage, repaired: undefined, outputChars: 0 };
  },
} as const satisfies Partial<UpstreamDialect<"count">>;

/** Of the Gemini API, which repeats the model in the request. */
export const geminiCount: UpstreamDialect<"count"> = {
  ...upstream,
  encodeRequest: (request, target) => ({
    body: { [WRAPPER]: { ...readable(encodeRequest(request, target).body), model: nameOf(target) } },
    unsupported: [],
  }),
  retarget(body, target) {
    const inner = pick(body, WRAPPER);
    return isObject(inner) ? { [WRAPPER]: { ...inner, model: nameOf(target) } } : retarget(body);
  },
};

/** Of Vertex AI, which knows no wrapper: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/count-tokens */
export const vertexCount: UpstreamDialect<"count"> = {
  ...upstream,
  encodeRequest: (request, target) => ({ body: readable(encodeRequest(request, target).body), unsupported: [] }),
  retarget: (body) => retarget(requestIn(body)),
};

const nameOf = ({ model }: Target): string => `models/${model}`;

/** Without what is about the answer. */
const readable = ({ contents, systemInstruction, tools }: JsonObject): JsonObject => ({
  contents,
  systemInstruction,
  tools,
});

/** A count of 0 is left out, as ProtoJSON does with every field. */
function decodeResponse({ totalTokens = 0 }: JsonObject): TokenCount {
  const inputTokens = numberOf(totalTokens);
  if (inputTokens !== undefined) return { inputTokens };
  throw new UpstreamFault({ kind: "invalid-answer", message: "The provider's answer is not a count of tokens." });
}
