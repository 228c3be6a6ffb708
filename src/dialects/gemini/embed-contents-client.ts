import type { JsonObject } from "../../core/json.ts";
import type { ClientDialect } from "../dialect.ts";
import { notEmbeddings } from "../embedding-dialect.ts";
import { fitVector } from "../fit-vector.ts";
import { neverStreams } from "../never-streams.ts";
import { invalidRequest, objectList } from "../read-fields.ts";
import { type Asked, decodeEmbedding, listUntranslatable, readParts } from "./decode-embedding.ts";
import { BATCH, SINGLE } from "./embed-contents.ts";
import { textsOf } from "./list-texts.ts";
import { encodeError } from "./map-error.ts";

/** How clients of Google's API ask for one vector: the model is named by the address. */
export const embedContentClient = clientOf(
  SINGLE,
  (request) => [{ request, path: "" }],
  ([embedding]) => ({ embedding }),
);

/** And for many. */
export const batchEmbedContentsClient = clientOf(
  BATCH,
  ({ requests }) => {
    const list = objectList(requests, "requests");
    if (list.length === 0) throw invalidRequest("requests", "a non-empty array of requests");
    return list.map((request, index) => ({ request, path: `requests[${index}].` }));
  },
  (embeddings) => ({ embeddings }),
);

function clientOf(
  id: string,
  askedIn: (body: JsonObject) => readonly Asked[],
  encode: (embeddings: readonly JsonObject[]) => JsonObject,
): ClientDialect<"embedding"> {
  return {
    ...neverStreams,
    id,
    operation: "embedding",
    readIntent(body) {
      askedIn(body).forEach(readParts);
      return { model: undefined, stream: false, wantsStreamUsage: false };
    },
    decodeRequest: (body) => decodeEmbedding(askedIn(body)),
    listUntranslatable: (body) => listUntranslatable(askedIn(body)),
    encodeResponse: ({ vectors, usage }) => ({
      ...encode(vectors.map(encodeVector)),
      ...(usage !== undefined && { usageMetadata: { promptTokenCount: usage.inputTokens } }),
    }),
    encodeError,
    textsOf: (body) => textsOf({ contents: askedIn(body).map(({ request }) => request.content ?? null) }),
  };
}

function encodeVector(vector: readonly number[] | string): JsonObject {
  const values = fitVector(vector, "float");
  if (typeof values === "string") throw notEmbeddings("a vector is no list of numbers");
  return { values };
}
