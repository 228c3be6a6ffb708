import type { EmbeddingResponse } from "../../core/embedding.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { isArray, isObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import { notEmbeddings, readVector } from "../embedding-dialect.ts";
import { normalizeEmbeddingUsage } from "../normalize-usage.ts";
import { tellFault } from "../tell-fault.ts";

/** Vectors come by their type; those that version 1 answers with are the list itself. */
export function decodeResponse(body: JsonObject): EmbeddingResponse {
  const message = textOf(body.message);
  if (message !== undefined) throw new UpstreamFault(tellFault(message));
  const meta = isObject(body.meta) ? body.meta : {};
  return {
    // The answer does not name its model.
    model: "",
    vectors: vectorsOf(body.embeddings).map(readVector),
    usage: decodeUsage(meta.billed_units),
  };
}

/** Pictures are counted beside the texts. */
function decodeUsage(units: Json | undefined): Usage | undefined {
  const usage = normalizeEmbeddingUsage(units);
  const image = isObject(units)
    ? normalizeEmbeddingUsage({ input_tokens: units.image_tokens })?.inputTokens
    : undefined;
  if (!image) return usage;
  return { inputTokens: (usage?.inputTokens ?? 0) + image, outputTokens: 0, imageInputTokens: image };
}

function vectorsOf(embeddings: Json | undefined): readonly Json[] {
  if (isArray(embeddings)) return embeddings;
  const byType = isObject(embeddings) ? [embeddings.base64, embeddings.float] : [];
  const vectors = [...byType, ...(isObject(embeddings) ? Object.values(embeddings) : [])].find(isArray);
  if (vectors === undefined) throw notEmbeddings("it has no embeddings");
  return vectors;
}
