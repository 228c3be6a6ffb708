import type { ClientDialect, Dialect } from "../dialect.ts";
import { embeddingDialect } from "../embedding-dialect.ts";
import { encodeCohereError } from "../encode-cohere-error.ts";
import { neverStreams } from "../never-streams.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse, encodeResponseV1 } from "./encode-response.ts";
import { listUntranslatable } from "./list-untranslatable.ts";
import { listTexts, readIntent } from "./read-intent.ts";

const upstream = embeddingDialect({
  id: "cohere-embeddings",
  encodeRequest,
  retarget: (body, target) => ({ ...body, model: target.model }),
  decodeResponse,
  tellsPurpose: true,
});

/** Cohere's embeddings, version 2. Source: docs.cohere.com/reference/embed. */
export const cohereEmbeddings: Dialect<"embedding"> = {
  ...neverStreams,
  ...upstream,
  readIntent,
  decodeRequest,
  listUntranslatable,
  encodeResponse,
  encodeError: encodeCohereError,
  textsOf: listTexts,
};

/**
 * Version 1, as clients speak it: asked in the same words, answered in others, so that it is always translated. Source:
 * docs.cohere.com/v1/reference/embed.
 */
export const cohereEmbeddingsV1: ClientDialect<"embedding"> = {
  ...neverStreams,
  id: "cohere-embeddings-v1",
  operation: "embedding",
  readIntent,
  decodeRequest,
  listUntranslatable,
  encodeResponse: encodeResponseV1,
  encodeError: encodeCohereError,
  textsOf: listTexts,
};
