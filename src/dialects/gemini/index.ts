import type { ClientDialect, UpstreamDialect } from "../dialect.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse, readResponse } from "./decode-response.ts";
import { decodeStream } from "./decode-stream.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { encodeStream } from "./encode-stream.ts";
import { textsOf } from "./list-texts.ts";
import { listUntranslatable } from "./list-untranslatable.ts";
import { encodeError, encodeStreamError } from "./map-error.ts";
import { readIntent } from "./read-intent.ts";
import { retarget } from "./retarget.ts";
import { watchStream } from "./watch-stream.ts";

const ID = "gemini";

/** Google's generateContent, of the Gemini API and of Vertex AI: https://ai.google.dev/api/generate-content */
export const gemini: UpstreamDialect<"chat"> = {
  id: ID,
  operation: "chat",
  encodeRequest,
  retarget,
  decodeResponse,
  readResponse,
  decoder: decodeStream,
  watcher: watchStream,
};

/** What clients speak. Model and streaming are told by the address: `…/models/{model}:streamGenerateContent`. */
export const geminiClient = ({ stream }: { readonly stream: boolean }): ClientDialect<"chat"> => ({
  id: ID,
  operation: "chat",
  readIntent: (body) => readIntent(body, stream),
  decodeRequest: (body) => decodeRequest(body, stream),
  listUntranslatable,
  encodeResponse,
  encoder: encodeStream,
  encodeError,
  encodeStreamError,
  endMark: [],
  textsOf,
});
