import { anthropicCount } from "../../dialects/anthropic-messages/count-tokens.ts";
import { anthropicMessages } from "../../dialects/anthropic-messages/index.ts";
import { vertexCount } from "../../dialects/gemini/count-tokens.ts";
import { gemini } from "../../dialects/gemini/index.ts";
import { imagen } from "../../dialects/imagen/index.ts";
import { openaiChat } from "../../dialects/openai-chat/index.ts";
import { vertexEmbeddings } from "../../dialects/vertex-embeddings/index.ts";
import type { Services } from "../adapter.ts";
import { compileRules } from "../body-rules.ts";
import { dropFields } from "../drop-fields.ts";
import { MISTRAL_RULES } from "../mistral-rules.ts";
import { dropCallIds } from "./drop-call-ids.ts";
import { forwardBetas } from "./forward-betas.ts";

const ANTHROPIC_VERSION = "vertex-2023-10-16";

export const publisherPath = (publisher: string, model: string, verb: string): string =>
  `/publishers/${publisher}/models/${encodeURIComponent(model)}:${verb}`;

/** The makers of models, by how theirs are called. */
export const FAMILIES = {
  google: {
    chat: {
      path: ({ model }, stream) =>
        publisherPath("google", model, stream ? "streamGenerateContent?alt=sse" : "generateContent"),
      dialects: [gemini],
      // The tier is told by a header there (cloud.google.com/vertex-ai/generative-ai/docs/flex-paygo).
      rejects: ({ serviceTier = "standard" }) => (serviceTier === "standard" ? [] : ["serviceTier"]),
      adjust: (body) => dropFields(dropCallIds(body), ["serviceTier"]),
      marksEnd: false,
    },
    embedding: {
      path: ({ model }) => publisherPath("google", model, "predict"),
      dialects: [vertexEmbeddings],
      marksEnd: true,
    },
    image: { path: ({ model }) => publisherPath("google", model, "predict"), dialects: [imagen], marksEnd: true },
    count: {
      path: ({ model }) => publisherPath("google", model, "countTokens"),
      dialects: [vertexCount],
      adjust: dropCallIds,
      marksEnd: true,
    },
  },
  anthropic: {
    chat: {
      path: ({ model }, stream) => publisherPath("anthropic", model, stream ? "streamRawPredict" : "rawPredict"),
      dialects: [anthropicMessages],
      adjust: (body) => ({ anthropic_version: ANTHROPIC_VERSION, ...dropFields(body, ["model"]) }),
      marksEnd: true,
      forwardHeaders: forwardBetas,
    },
    // One address for all models: the body names the one that is meant.
    count: {
      path: publisherPath("anthropic", "count-tokens", "rawPredict"),
      dialects: [anthropicCount],
      marksEnd: true,
      forwardHeaders: forwardBetas,
    },
  },
  mistral: {
    chat: {
      path: ({ model }, stream) => publisherPath("mistralai", model, stream ? "streamRawPredict" : "rawPredict"),
      dialects: [openaiChat],
      // The model's own API.
      ...compileRules(MISTRAL_RULES),
      marksEnd: true,
      straysInStreams: true,
    },
  },
  /** Llama, DeepSeek, Qwen, gpt-oss …: as a service, by the maker's name and the model's (`meta/llama-4-…`). */
  open: {
    chat: {
      path: "/endpoints/openapi/chat/completions",
      dialects: [openaiChat],
      adjust: compileRules({}).adjust,
      marksEnd: true,
    },
  },
} as const satisfies Record<string, Services>;

/** LiteLLM writes some makers into the name (`vertex_ai/meta/llama-…`), and knows others by how their models begin. */
export function familyOf(model: string): keyof typeof FAMILIES {
  if (model.startsWith("claude-")) return "anthropic";
  if (/^(mistral|codestral|ministral)[-@]/.test(model)) return "mistral";
  return model.includes("/") ? "open" : "google";
}
