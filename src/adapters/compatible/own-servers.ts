import { type CompatibleRow, OLD_CAP } from "../compatible-row.ts";
import { CONVERSES, EDITS_IMAGES, FILMS, LISTENS, SPEAKS, VARIES_IMAGES } from "../openai-paths.ts";

/** What a service of which nothing is known may have; where it has not, it says so itself. */
const ANY = { ...LISTENS, ...SPEAKS, ...EDITS_IMAGES, ...VARIES_IMAGES, ...FILMS, ...CONVERSES } as const;

/** Programs that users run themselves: the configuration says where, and whether they ask for a key. */
export const OWN_SERVERS = {
  /** Any other OpenAI-compatible service, by its `api_base` alone. Some of them close a stream without `[DONE]`. */
  custom_openai: {
    serves: ["chat", "embedding"],
    forwards: ANY,
    keyVariables: [],
    needsCredential: false,
  },
  docker_model_runner: {
    basePath: { path: "/v1" },
    serves: ["chat", "embedding"],
    keyVariables: ["DOCKER_MODEL_RUNNER_API_KEY"],
    baseVariables: ["DOCKER_MODEL_RUNNER_API_BASE"],
    needsCredential: false,
    rename: OLD_CAP,
  },
  gpustack: {
    serves: ["chat", "embedding"],
    keyVariables: ["GPUSTACK_API_KEY"],
    baseVariables: ["GPUSTACK_API_BASE"],
    needsCredential: false,
    rename: OLD_CAP,
  },
  hosted_vllm: {
    serves: ["chat", "embedding", "rerank"],
    // docs.vllm.ai/en/latest/serving/openai_compatible_server
    forwards: { ...LISTENS },
    hasCompletions: true,
    keyVariables: ["HOSTED_VLLM_API_KEY"],
    baseVariables: ["HOSTED_VLLM_API_BASE"],
    needsCredential: false,
    stripTools: ["additionalProperties", "strict"],
    rerank: "jina",
    marksEnd: true,
  },
  infinity: {
    serves: ["embedding", "rerank"],
    keyVariables: ["INFINITY_API_KEY"],
    baseVariables: ["INFINITY_API_BASE"],
    needsCredential: false,
  },
  lemonade: {
    serves: ["chat"],
    keyVariables: ["LEMONADE_API_KEY"],
    baseVariables: ["LEMONADE_API_BASE"],
    needsCredential: false,
  },
  litellm_proxy: {
    serves: ["chat", "embedding", "image", "rerank", "moderation"],
    forwards: { ...ANY, ocr: "/ocr" },
    hasCompletions: true,
    keyVariables: ["LITELLM_PROXY_API_KEY"],
    baseVariables: ["LITELLM_PROXY_API_BASE"],
    knowsDevelopers: true,
    needsCredential: false,
    marksEnd: true,
  },
  llamacpp: {
    serves: ["chat", "embedding"],
    hasCompletions: true,
    keyVariables: ["LLAMACPP_API_KEY"],
    baseVariables: ["LLAMACPP_API_BASE"],
    needsCredential: false,
    rename: OLD_CAP,
    marksEnd: true,
  },
  llamafile: {
    serves: ["chat"],
    hasCompletions: true,
    keyVariables: ["LLAMAFILE_API_KEY"],
    baseVariables: ["LLAMAFILE_API_BASE"],
    needsCredential: false,
    rename: OLD_CAP,
  },
  lm_studio: {
    serves: ["chat", "embedding"],
    hasCompletions: true,
    keyVariables: ["LM_STUDIO_API_KEY"],
    baseVariables: ["LM_STUDIO_API_BASE"],
    needsCredential: false,
    rename: OLD_CAP,
  },
  mistralrs: {
    serves: ["chat"],
    hasCompletions: true,
    keyVariables: ["MISTRALRS_API_KEY"],
    baseVariables: ["MISTRALRS_API_BASE"],
    needsCredential: false,
    rename: OLD_CAP,
    marksEnd: true,
  },
  xinference: {
    serves: ["chat", "embedding", "image"],
    hasCompletions: true,
    keyVariables: ["XINFERENCE_API_KEY"],
    baseVariables: ["XINFERENCE_API_BASE"],
    needsCredential: false,
    rename: OLD_CAP,
  },
} as const satisfies Record<string, CompatibleRow>;
