import { type CompatibleRow, OLD_CAP } from "../compatible-row.ts";

/** Services that pass calls on to other providers. They know OpenAI's own names for all fields. */
export const GATEWAYS = {
  aihubmix: {
    baseUrl: "https://aihubmix.com/v1",
    serves: ["chat", "embedding"],
    keyVariables: ["AIHUBMIX_API_KEY"],
    baseVariables: ["AIHUBMIX_API_BASE"],
  },
  aiml: {
    baseUrl: "https://api.aimlapi.com/v1",
    serves: ["chat", "embedding", "image"],
    keyVariables: ["AIML_API_KEY"],
    baseVariables: ["AIML_API_BASE"],
  },
  apertis: {
    baseUrl: "https://api.stima.tech/v1",
    serves: ["chat", "embedding"],
    keyVariables: ["STIMA_API_KEY"],
    rename: OLD_CAP,
  },
  cometapi: {
    baseUrl: "https://api.cometapi.com/v1",
    serves: ["chat", "embedding", "image"],
    keyVariables: ["COMETAPI_KEY", "COMETAPI_API_KEY"],
    baseVariables: ["COMETAPI_API_BASE"],
  },
  helicone: {
    baseUrl: "https://ai-gateway.helicone.ai",
    serves: ["chat"],
    keyVariables: ["HELICONE_API_KEY"],
  },
  "nano-gpt": {
    baseUrl: "https://nano-gpt.com/api/v1",
    serves: ["chat", "embedding"],
    keyVariables: ["NANOGPT_API_KEY"],
    rename: OLD_CAP,
  },
  openrouter: {
    baseUrl: "https://openrouter.ai/api/v1",
    serves: ["chat", "embedding"],
    hasCompletions: true,
    keyVariables: ["OPENROUTER_API_KEY", "OR_API_KEY"],
    baseVariables: ["OPENROUTER_API_BASE"],
    headers: { "x-title": "Tollgate" },
    marksEnd: true,
  },
  poe: {
    baseUrl: "https://api.poe.com/v1",
    serves: ["chat", "embedding"],
    keyVariables: ["POE_API_KEY"],
    rename: OLD_CAP,
  },
  portkey: {
    baseUrl: "https://api.portkey.ai/v1",
    serves: ["chat", "embedding"],
    keyVariables: ["PORTKEY_API_KEY"],
    authHeader: "x-portkey-api-key",
  },
  vercel_ai_gateway: {
    baseUrl: "https://ai-gateway.vercel.sh/v1",
    serves: ["chat", "embedding"],
    keyVariables: ["VERCEL_AI_GATEWAY_API_KEY", "VERCEL_OIDC_TOKEN"],
    baseVariables: ["VERCEL_AI_GATEWAY_API_BASE"],
    marksEnd: true,
  },
} as const satisfies Record<string, CompatibleRow>;
