import type { Dialect } from "../dialect.ts";
import { encodeOpenaiError } from "../encode-openai-error.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse, readResponse } from "./decode-response.ts";
import { decodeStream } from "./decode-stream.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { encodeStream } from "./encode-stream.ts";
import { listTexts } from "./list-texts.ts";
import { listUntranslatable } from "./list-untranslatable.ts";
import { readIntent } from "./read-intent.ts";
import { retarget } from "./retarget.ts";
import { watchStream } from "./watch-stream.ts";

/**
 * OpenAI's older text completions: a prompt is gone on with. For models that chat the prompt is what the user says, and
 * for models that only complete text a chat is written as a prompt. https://platform.openai.com/docs/api-reference/completions
 */
export const openaiCompletions: Dialect<"chat"> = {
  id: "openai-completions",
  operation: "chat",
  readIntent,
  decodeRequest,
  listUntranslatable,
  encodeResponse,
  encoder: encodeStream,
  encodeError: encodeOpenaiError,
  // Not followed by [DONE]: the stream did not end well, and SDKs stop at the error.
  encodeStreamError: (error) => [{ data: JSON.stringify(encodeOpenaiError(error)) }],
  endMark: [{ data: "[DONE]" }],
  textsOf: listTexts,
  encodeRequest,
  retarget,
  decodeResponse,
  readResponse,
  decoder: decodeStream,
  watcher: watchStream,
};
