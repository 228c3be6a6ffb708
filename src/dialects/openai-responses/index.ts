import type { Dialect } from "../dialect.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse, readResponse } from "./decode-response.ts";
import { decodeStream } from "./decode-stream.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { encodeStream } from "./encode-stream.ts";
import { listTexts } from "./list-texts.ts";
import { keepAnswer } from "./keep-answer.ts";
import { encodeError, encodeStreamError } from "./map-error.ts";
import { readIntent } from "./read-intent.ts";
import { renameAnswer } from "./rename-answer.ts";
import { retarget } from "./retarget.ts";
import { watchStream } from "./watch-stream.ts";

/** OpenAI Responses: https://platform.openai.com/docs/api-reference/responses */
export const openaiResponses: Dialect<"chat"> = {
  id: "openai-responses",
  operation: "chat",
  readIntent,
  decodeRequest,
  encodeResponse,
  encoder: encodeStream,
  encodeError,
  encodeStreamError,
  // The last event holds the whole response: it cannot be made up for.
  endMark: [],
  textsOf: listTexts,
  keeper: keepAnswer,
  encodeRequest,
  retarget,
  decodeResponse,
  readResponse,
  renamer: renameAnswer,
  decoder: decodeStream,
  watcher: watchStream,
};
