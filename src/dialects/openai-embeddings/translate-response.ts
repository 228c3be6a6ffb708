import type { EmbeddingResponse } from "../../core/embedding.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { isArray, numberOf, objectsOf, textOf, type Json, type JsonObject } from "../../core/json.ts";
import type { ReadResponse, StreamEncoderOptions } from "../dialect.ts";
import { normalizeEmbeddingUsage } from "../normalize-usage.ts";
import { fitVector } from "../fit-vector.ts";

export function decodeResponse(body: JsonObject): EmbeddingResponse {
  const rows = rowsOf(body).toSorted((a, b) => (numberOf(a.index) ?? 0) - (numberOf(b.index) ?? 0));
  return {
    model: textOf(body.model) ?? "",
    vectors: rows.map((row) => decodeVector(row.embedding)),
    usage: normalizeEmbeddingUsage(body.usage),
  };
}

/** Vectors are never touched: a client that asked for base64 gets the provider's bytes. */
export function readResponse(body: JsonObject): ReadResponse {
  rowsOf(body);
  return { usage: normalizeEmbeddingUsage(body.usage), repaired: undefined, outputChars: 0 };
}

function rowsOf(body: JsonObject): readonly JsonObject[] {
  if (isArray(body.data)) return objectsOf(body.data);
  throw notEmbeddings("it has no data");
}

/** Numbers, or the base64 of them. */
function decodeVector(value: Json | undefined): readonly number[] | string {
  if (typeof value === "string") return value;
  if (isArray(value) && value.every((item) => typeof item === "number")) return value;
  throw notEmbeddings("a vector is missing");
}

const notEmbeddings = (reason: string): UpstreamFault =>
  new UpstreamFault({
    kind: "invalid-answer",
    message: `The provider's answer is not a list of embeddings: ${reason}.`,
  });

export const encodeResponse = (
  { model, vectors, usage }: EmbeddingResponse,
  { request }: StreamEncoderOptions,
): JsonObject => ({
  object: "list",
  data: vectors.map((vector, index) => ({
    object: "embedding",
    index,
    embedding: fitVector(vector, request?.encoding_format === "base64" ? "base64" : "float"),
  })),
  model,
  ...(usage !== undefined && { usage: { prompt_tokens: usage.inputTokens, total_tokens: usage.inputTokens } }),
});
