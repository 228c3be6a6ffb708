import { CONVERSES, EDITS_IMAGES, FILMS, KEEPS, LISTENS, SPEAKS, VARIES_IMAGES } from "../openai-paths.ts";
import { type CompatibleRow, OLD_CAP } from "../compatible-row.ts";
import { MISTRAL_RULES } from "../mistral-rules.ts";
import { REASONING_MODELS } from "../reasoning-models.ts";

/** Providers that serve models of their own making. */
export const LABS = {
  ai21: {
    baseUrl: "https://api.ai21.com/studio/v1",
    serves: ["chat"],
    keyVariables: ["AI21_API_KEY"],
    baseVariables: ["AI21_API_BASE"],
    rename: OLD_CAP,
  },
  amazon_nova: {
    baseUrl: "https://api.nova.amazon.com/v1",
    serves: ["chat"],
    keyVariables: ["AMAZON_NOVA_API_KEY"],
    baseVariables: ["AMAZON_NOVA_API_BASE"],
  },
  codestral: {
    ...MISTRAL_RULES,
    baseUrl: "https://codestral.mistral.ai/v1",
    serves: ["chat"],
    fillsIn: true,
    keyVariables: ["CODESTRAL_API_KEY"],
    baseVariables: ["CODESTRAL_API_BASE"],
  },
  dashscope: {
    baseUrl: "https://dashscope.aliyuncs.com/compatible-mode/v1",
    serves: ["chat", "embedding"],
    keyVariables: ["DASHSCOPE_API_KEY"],
    baseVariables: ["DASHSCOPE_API_BASE"],
    rename: OLD_CAP,
    flatten: "all",
    marksEnd: true,
  },
  deepseek: {
    baseUrl: "https://api.deepseek.com/beta",
    serves: ["chat"],
    keyVariables: ["DEEPSEEK_API_KEY"],
    baseVariables: ["DEEPSEEK_API_BASE"],
    rename: OLD_CAP,
    // api-docs.deepseek.com/guides/thinking_mode: efforts are taken, but none of them is "none".
    restate: { reasoning_effort: { none: { thinking: { type: "disabled" } } } },
    flatten: "all",
    marksEnd: true,
  },
  inception: {
    baseUrl: "https://api.inceptionlabs.ai/v1",
    serves: ["chat"],
    keyVariables: ["INCEPTION_API_KEY"],
    baseVariables: ["INCEPTION_API_BASE"],
    rename: OLD_CAP,
  },
  jina_ai: {
    baseUrl: "https://api.jina.ai/v1",
    serves: ["embedding", "rerank"],
    keyVariables: ["JINA_AI_API_KEY"],
    rerank: "jina",
  },
  maritalk: {
    baseUrl: "https://chat.maritaca.ai/api",
    serves: ["chat"],
    keyVariables: ["MARITALK_API_KEY"],
    baseVariables: ["MARITALK_API_BASE"],
    rename: OLD_CAP,
  },
  meta_llama: {
    baseUrl: "https://api.llama.com/compat/v1",
    serves: ["chat"],
    keyVariables: ["LLAMA_API_KEY"],
    baseVariables: ["LLAMA_API_BASE"],
    accepts: { response_format: ["text", "json_schema"] },
    restate: { response_format: { text: {} } },
  },
  minimax: {
    baseUrl: "https://api.minimax.io/v1",
    serves: ["chat"],
    keyVariables: ["MINIMAX_API_KEY"],
    baseVariables: ["MINIMAX_API_BASE"],
    // platform.minimax.io/docs/api-reference/text-openai-api
    rename: { max_tokens: "max_completion_tokens" },
    clamp: { temperature: { max: 1 } },
  },
  mistral: {
    ...MISTRAL_RULES,
    baseUrl: "https://api.mistral.ai/v1",
    serves: ["chat", "embedding", "moderation"],
    fillsIn: true,
    // docs.mistral.ai/api
    forwards: { transcription: LISTENS.transcription, ocr: "/ocr" },
    // A Mistral deployment on Azure goes before Mistral's own service, as in LiteLLM.
    keyVariables: ["MISTRAL_AZURE_API_KEY", "MISTRAL_API_KEY"],
    baseVariables: ["MISTRAL_AZURE_API_BASE", "MISTRAL_API_BASE"],
  },
  moonshot: {
    baseUrl: "https://api.moonshot.ai/v1",
    serves: ["chat"],
    keyVariables: ["MOONSHOT_API_KEY"],
    baseVariables: ["MOONSHOT_API_BASE"],
    rename: { max_tokens: "max_completion_tokens" },
    // platform.moonshot.ai/docs/guide/migrating-from-openai-to-kimi
    rejects: ["functions", "function_call"],
    clamp: { temperature: { min: 0, max: 1 } },
    stripTools: ["strict"],
    asksForTool: true,
    flatten: "all",
    // Their sampling is fixed: "invalid temperature: only 1 is allowed for this model".
    models: [
      {
        like: /^kimi-k(2\.\d|[3-9])/,
        rejects: ["top_p", "frequency_penalty", "presence_penalty"],
        accepts: { temperature: [1], n: [1] },
      },
    ],
  },
  morph: {
    baseUrl: "https://api.morphllm.com/v1",
    serves: ["chat"],
    keyVariables: ["MORPH_API_KEY"],
    baseVariables: ["MORPH_API_BASE"],
    rename: OLD_CAP,
  },
  openai: {
    baseUrl: "https://api.openai.com/v1",
    serves: ["chat", "embedding", "image", "moderation", "count"],
    forwards: { ...KEEPS, ...LISTENS, ...SPEAKS, ...EDITS_IMAGES, ...VARIES_IMAGES, ...FILMS, ...CONVERSES },
    transcribesUnnamed: true,
    hasResponses: true,
    textModels: /^(?:gpt-3\.5-turbo-instruct|davinci-002|babbage-002)/,
    keyVariables: ["OPENAI_API_KEY"],
    baseVariables: ["OPENAI_BASE_URL", "OPENAI_API_BASE"],
    knowsDevelopers: true,
    models: REASONING_MODELS,
    marksEnd: true,
  },
  perplexity: {
    baseUrl: "https://api.perplexity.ai",
    serves: ["chat"],
    keyVariables: ["PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY"],
    baseVariables: ["PERPLEXITY_API_BASE"],
    rename: OLD_CAP,
    rejects: ["tools", "tool_choice"],
  },
  sarvam: {
    baseUrl: "https://api.sarvam.ai/v1",
    serves: ["chat"],
    keyVariables: ["SARVAM_API_KEY"],
    authHeader: "api-subscription-key",
    rename: OLD_CAP,
  },
  v0: {
    baseUrl: "https://api.v0.dev/v1",
    serves: ["chat"],
    keyVariables: ["V0_API_KEY"],
    baseVariables: ["V0_API_BASE"],
  },
  volcengine: {
    baseUrl: "https://ark.cn-beijing.volces.com/api/v3",
    serves: ["chat", "embedding"],
    keyVariables: ["VOLCENGINE_API_KEY", "ARK_API_KEY"],
    // Its `max_tokens` leaves reasoning out, so that the newer name stays.
    baseVariables: ["VOLCENGINE_API_BASE", "ARK_API_BASE"],
  },
  writer: {
    baseUrl: "https://api.writer.com/v1",
    serves: ["chat"],
    // dev.writer.com/api-reference/completion-api/chat-completion
    paths: { chat: "/chat" },
    keyVariables: ["WRITER_API_KEY"],
    rename: OLD_CAP,
  },
  xai: {
    baseUrl: "https://api.x.ai/v1",
    serves: ["chat", "image"],
    // docs.x.ai/docs/guides/voice: OpenAI's events, behind the same path.
    forwards: { ...CONVERSES },
    hasResponses: true,
    keyVariables: ["XAI_API_KEY"],
    baseVariables: ["XAI_API_BASE"],
    stripTools: ["strict"],
    messages: { namesOf: ["user"] },
    // docs.x.ai/docs/guides/reasoning; models that only answer are named "non-reasoning".
    models: [
      {
        like: /^grok-(3-mini|4|code)(?!.*non-reasoning)/,
        rejects: ["stop", "frequency_penalty", "presence_penalty"],
      },
    ],
    marksEnd: true,
  },
  xiaomi_mimo: {
    baseUrl: "https://api.xiaomimimo.com/v1",
    serves: ["chat"],
    keyVariables: ["XIAOMI_MIMO_API_KEY"],
    rename: OLD_CAP,
  },
  zai: {
    baseUrl: "https://api.z.ai/api/paas/v4",
    serves: ["chat"],
    keyVariables: ["ZAI_API_KEY"],
    baseVariables: ["ZAI_API_BASE"],
    rename: OLD_CAP,
    // docs.z.ai/guides/capabilities/thinking-mode
    restate: { reasoning_effort: { none: { thinking: { type: "disabled" } } } },
    marksEnd: true,
  },
} as const satisfies Record<string, CompatibleRow>;
