import type { Dialect } from "../dialect.ts";
import { encodeOpenaiError } from "../encode-openai-error.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { decodeStream } from "./decode-stream.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { encodeStream } from "./encode-stream.ts";
import { listTexts } from "./list-texts.ts";
import { readIntent } from "./read-intent.ts";
import { readResponse } from "./read-response.ts";
import { retarget } from "./retarget.ts";
import { watchStream } from "./watch-stream.ts";

/** OpenAI Chat Completions, and what the services that copy it have added: https://platform.openai.com/docs/api-reference/chat */
export const openaiChat: Dialect<"chat"> = {
  id: "openai-chat",
  operation: "chat",
  readIntent,
  decodeRequest,
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
