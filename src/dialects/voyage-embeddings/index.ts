import { embeddingDialect } from "../embedding-dialect.ts";
import { encodeRequest } from "./translate-request.ts";
import { decodeResponse } from "./translate-response.ts";

/** Voyage AI's embeddings. Source: docs.voyageai.com/reference/embeddings-api. */
export const voyageEmbeddings = embeddingDialect({
  id: "voyage-embeddings",
  encodeRequest,
  retarget: (body, target) => ({ ...body, model: target.model }),
  decodeResponse,
  tellsPurpose: true,
});
