import { isObject, objectsOf, textOf } from "../../../src/core/json.ts";
import type { EmbeddingWire } from "../wire.ts";
import { GOOGLE_FAILURES } from "./google-failures.ts";

/** Source: ai.google.dev/api/embeddings (batchEmbedContents). */
export const geminiEmbeddingsWire: EmbeddingWire = {
  operation: "embedding",
  dialect: "gemini-embeddings",
  usage: false,
  refusesDimensions: false,
  takesOne: false,
  whole: (vectors) => ({ embeddings: vectors.map((values) => ({ values })) }),
  read({ requests }) {
    const asked = objectsOf(requests);
    const parts = asked.flatMap(({ content }) => (isObject(content) ? objectsOf(content["parts"]) : []));
    return { texts: parts.map(({ text }) => textOf(text) ?? ""), dimensions: asked[0]?.["outputDimensionality"] };
  },
  failures: GOOGLE_FAILURES,
};

/** Source: ai.google.dev/api/embeddings (embedContent). */
export const geminiEmbeddingWire: EmbeddingWire = {
  ...geminiEmbeddingsWire,
  dialect: "gemini-embed-content",
  takesOne: true,
  whole: ([values = []]) => ({ embedding: { values } }),
  read: (request) => geminiEmbeddingsWire.read({ requests: [request] }),
};

/** Source: cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api. It counts each text by itself. */
export const vertexEmbeddingsWire: EmbeddingWire = {
  operation: "embedding",
  dialect: "vertex-embeddings",
  usage: true,
  refusesDimensions: false,
  takesOne: false,
  whole: (vectors, spent) => ({
    predictions: vectors.map((values, index) => ({
      embeddings: {
        values,
        statistics: { truncated: false, token_count: index === 0 ? spent.input - vectors.length + 1 : 1 },
      },
    })),
  }),
  read: ({ instances, parameters }) => ({
    texts: objectsOf(instances).map(({ content }) => textOf(content) ?? ""),
    dimensions: isObject(parameters) ? parameters["outputDimensionality"] : undefined,
  }),
  failures: GOOGLE_FAILURES,
};
