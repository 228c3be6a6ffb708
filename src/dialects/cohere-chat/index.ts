import { chatDialect } from "../chat-dialect.ts";
import type { Dialect } from "../dialect.ts";
import { encodeCohereError } from "../encode-cohere-error.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { decodeStream } from "./decode-stream.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { encodeStream, encodeStreamError } from "./encode-stream.ts";
import { listTexts } from "./list-texts.ts";
import { listUntranslatable } from "./list-untranslatable.ts";
import { readFault } from "./read-fault.ts";
import { readIntent } from "./read-intent.ts";

/** Cohere's chat, version 2. Source: docs.cohere.com/reference/chat and docs.cohere.com/docs/streaming. */
export const cohereChat: Dialect<"chat"> = {
  ...chatDialect({
    id: "cohere-chat",
    encodeRequest,
    retarget: (body, target) => ({ ...body, model: target.model }),
    decodeResponse,
    decodeStream,
    readFault,
  }),
  readIntent,
  decodeRequest,
  listUntranslatable,
  encodeResponse,
  encoder: encodeStream,
  encodeError: encodeCohereError,
  encodeStreamError,
  // Its last event is its end.
  endMark: [],
  textsOf: listTexts,
};
