import type { EmbeddingRequest, EmbeddingResponse } from "../../core/embedding.ts";
import { isArray, isObject, objectsOf, type Json, type JsonObject } from "../../core/json.ts";
import type { Target } from "../dialect.ts";
import { embeddingDialect, notEmbeddings, readVector, textsOnly } from "../embedding-dialect.ts";
import { normalizeGeminiUsage } from "../normalize-usage.ts";

export const BATCH = "gemini-embeddings";
export const SINGLE = "gemini-embed-content";

/*
 * Google's embeddings, one at a time (embedContent) and many (batchEmbedContents), which is a list of the former:
 * https://ai.google.dev/api/embeddings. Older models tell no usage.
 */

/** Many at a time, which Google's SDKs ask for even if it is one. */
export const geminiEmbeddings = embeddingDialect({
  id: BATCH,
  encodeRequest: (request, target) => ({ body: { requests: encodeTexts(request, target) }, unsupported: [] }),
  retarget: (body, target) => ({
    ...body,
    requests: objectsOf(body.requests).map((request) => ({ ...request, model: nameOf(target) })),
  }),
  decodeResponse(body) {
    if (!isArray(body.embeddings)) throw notEmbeddings("it has no embeddings");
    return decodeEmbeddings(body, body.embeddings);
  },
  tellsPurpose: true,
});

/** One alone. */
export const geminiEmbedding = embeddingDialect({
  id: SINGLE,
  encodeRequest: (request, target) => ({ body: encodeTexts(request, target)[0] ?? {}, unsupported: [] }),
  retarget: (body, target) => ({ ...body, model: nameOf(target) }),
  decodeResponse: (body) => decodeEmbeddings(body, [body.embedding ?? null]),
  tellsPurpose: true,
});

const nameOf = ({ model }: Target): string => `models/${model}`;

function encodeTexts(request: EmbeddingRequest, target: Target): readonly JsonObject[] {
  // Numbers are all it answers with; whom a text is for it does not ask.
  const { encoding_format: _format, user: _user, ...extras } = request.extras;
  const { dimensions, taskType, title } = request;
  const shared = {
    ...extras,
    model: nameOf(target),
    ...(dimensions !== undefined && { outputDimensionality: dimensions }),
    ...(taskType !== undefined && { taskType }),
    ...(title !== undefined && { title }),
  };
  return textsOnly(request).map((text) => ({ ...shared, content: { parts: [{ text }] } }));
}

const decodeEmbeddings = ({ usageMetadata }: JsonObject, embeddings: readonly Json[]): EmbeddingResponse => ({
  model: "",
  vectors: embeddings.map((embedding) => readVector(isObject(embedding) ? embedding.values : undefined)),
  usage: normalizeGeminiUsage(usageMetadata),
});
