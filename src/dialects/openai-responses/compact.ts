import { GatewayError } from "../../core/errors.ts";
import type { Dialect } from "../dialect.ts";
import { neverStreams } from "../never-streams.ts";
import { decodeResponse, readResponse } from "./decode-response.ts";
import { dropSettings } from "./drop-settings.ts";
import { listTexts } from "./list-texts.ts";
import { encodeError } from "./map-error.ts";
import { readIntent } from "./read-intent.ts";
import { renameAnswer } from "./rename-answer.ts";
import { resumeOnly } from "./resume-only.ts";
import { retarget } from "./retarget.ts";

/**
 * A conversation made shorter, in which the provider seals what was said for itself: only its own models can read it, and nobody
 * else can do it. https://platform.openai.com/docs/api-reference/responses/compact
 */
export const responsesCompaction: Dialect<"chat"> = {
  ...neverStreams,
  id: "openai-responses-compaction",
  operation: "chat",
  readIntent: (body) => ({ ...readIntent(body), stream: false }),
  decodeRequest: refuse,
  encodeResponse: refuse,
  encodeError,
  textsOf: listTexts,
  keeper: resumeOnly,
  encodeRequest: refuse,
  retarget: (body, target) => dropSettings(retarget(body, target)),
  decodeResponse,
  readResponse,
  renamer: renameAnswer,
};

function refuse(): never {
  throw new GatewayError(
    "unsupported_operation",
    "The provider of this model cannot compact a conversation: only those can that have OpenAI's Responses themselves.",
    { param: "model" },
  );
}
