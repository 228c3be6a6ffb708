import type { Dialect } from "../dialect.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse, readResponse } from "./decode-response.ts";
import { decodeStream } from "./decode-stream.ts";
import { dropForeign } from "./drop-foreign.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { encodeStream } from "./encode-stream.ts";
import { textsOf } from "./list-texts.ts";
import { encodeError, encodeStreamError } from "./map-error.ts";
import { readIntent } from "./read-intent.ts";
import { watchStream } from "./watch-stream.ts";

/** Anthropic Messages, `anthropic-version: 2023-06-01`. Source: docs.anthropic.com/en/api/messages. */
export const anthropicMessages: Dialect<"chat"> = {
  id: "anthropic-messages",
  operation: "chat",
  readIntent,
  decodeRequest,
  encodeResponse,
  encoder: encodeStream,
  encodeError,
  encodeStreamError,
  endMark: [{ event: "message_stop", data: '{"type":"message_stop"}' }],
  textsOf,
  encodeRequest,
  // `readIntent` has seen to it that there is an output cap.
  retarget: (body, target) => ({ ...dropForeign(body), model: target.model }),
  decodeResponse,
  readResponse,
  decoder: decodeStream,
  watcher: watchStream,
};
