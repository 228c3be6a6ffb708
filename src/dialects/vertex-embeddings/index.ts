import type { EmbeddingRequest, EmbeddingResponse } from "../../core/embedding.ts";
import { isArray, isObject, type JsonObject, numberOf, objectsOf } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import type { EncodedRequest } from "../dialect.ts";
import { embeddingDialect, notEmbeddings, readVector, textsOnly } from "../embedding-dialect.ts";
import { defined } from "../read-fields.ts";

/** Text embeddings of Vertex AI. Source: cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api. */
export const vertexEmbeddings = embeddingDialect({
  id: "vertex-embeddings",
  encodeRequest,
  retarget: (body) => body,
  decodeResponse,
  tellsPurpose: true,
});

/** Said of each text, not of the request. */
const OF_A_TEXT = ["task_type", "title"] as const;

function encodeRequest(request: EmbeddingRequest): EncodedRequest {
  const { encoding_format: _format, user: _user, ...extras } = request.extras;
  const rest: Record<string, (typeof extras)[string]> = { ...extras };
  const ofText: typeof rest = defined({ task_type: request.taskType, title: request.title });
  for (const name of OF_A_TEXT) {
    if (rest[name] !== undefined) ofText[name] = rest[name];
    delete rest[name];
  }
  const parameters = {
    ...rest,
    ...(request.dimensions !== undefined && { outputDimensionality: request.dimensions }),
  };
  return {
    body: {
      instances: textsOnly(request).map((content) => ({ ...ofText, content })),
      ...(Object.keys(parameters).length > 0 && { parameters }),
    },
    unsupported: [],
  };
}

function decodeResponse(body: JsonObject): EmbeddingResponse {
  if (!isArray(body.predictions)) throw notEmbeddings("it has no predictions");
  const found = objectsOf(body.predictions).map(({ embeddings }) => (isObject(embeddings) ? embeddings : {}));
  return { model: "", vectors: found.map(({ values }) => readVector(values)), usage: addUp(found) };
}

function addUp(embeddings: readonly JsonObject[]): Usage | undefined {
  const counts = embeddings.map(({ statistics }) =>
    isObject(statistics) ? numberOf(statistics.token_count) : undefined,
  );
  if (counts.length === 0 || counts.some((count) => count === undefined)) return undefined;
  return { inputTokens: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0), outputTokens: 0 };
}
