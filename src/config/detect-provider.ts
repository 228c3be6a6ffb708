import { variableOf } from "./resolve-value.ts";
import { suggestName } from "./suggest-name.ts";

export interface ProviderClue {
  /** `litellm_params.model`. */
  readonly model: string;
  /** `custom_llm_provider`. */
  readonly named: string | undefined;
  readonly hasBase: boolean;
}

export type Detection =
  | { readonly kind: "found"; readonly provider: string; readonly model: string }
  /** Nobody knows this provider, but its address is given: it is taken for an OpenAI-compatible service. */
  | { readonly kind: "assumed"; readonly provider: string; readonly model: string; readonly message: string }
  /** The model `*`: whatever the caller asks for, at whichever provider serves it. */
  | { readonly kind: "any" }
  /** A provider of LiteLLM that cannot be served yet. */
  | { readonly kind: "unsupported"; readonly message: string }
  | { readonly kind: "unknown"; readonly message: string };

const CUSTOM_PROVIDER = "custom_openai";

const ALIASES: Readonly<Record<string, string>> = {
  vllm: "hosted_vllm",
  openai_like: CUSTOM_PROVIDER,
  openai_compatible: CUSTOM_PROVIDER,
  "openai-compatible": CUSTOM_PROVIDER,
};

/** Names that providers are known by without a prefix. A star stands for one or more characters. */
export const BARE_NAMES: readonly { readonly provider: string; readonly patterns: readonly string[] }[] = [
  {
    provider: "openai",
    patterns: ["gpt-*", "o1", "o1-*", "o3", "o3-*", "o4-*", "chatgpt-*", "text-embedding-*", "ft:gpt-*"],
  },
  { provider: "anthropic", patterns: ["claude-*"] },
  { provider: "mistral", patterns: ["mistral-*", "codestral-*"] },
  { provider: "deepseek", patterns: ["deepseek-*"] },
];

/** Providers of LiteLLM that speak a format of their own, so an address alone does not make them reachable. */
const OWN_FORMAT = new Set(
  `bedrock sagemaker sagemaker_chat vertex_ai vertex_ai_beta gemini cohere cohere_chat palm replicate huggingface predibase
  watsonx watsonx_text ollama ollama_chat petals nlp_cloud aleph_alpha oobabooga triton databricks snowflake
  azure_ai azure_text text-completion-openai text-completion-codestral bytez oci gigachat sap langgraph`.split(/\s+/),
);

/** Providers of LiteLLM that speak the OpenAI format. */
const COMPATIBLE = new Set(
  `ai21 ai21_chat aiml anyscale apertis baseten cerebras clarifai codestral cometapi compactifai dashscope deepinfra empower
  featherless_ai fireworks_ai friendliai galadriel github github_copilot gradient_ai helicone heroku hyperbolic infinity
  inception jina_ai lambda_ai litellm_proxy llamafile lm_studio maritalk meta_llama minimax moonshot morph nebius novita
  nscale nvidia_nim ovhcloud perplexity poe publicai sambanova synthetic topaz v0 veniceai vercel_ai_gateway volcengine
  voyage wandb xai xiaomi_mimo xinference zai`.split(/\s+/),
);

/** Which provider serves a model, and under which name there. `known` has built-in and declared providers. */
export function detectProvider(clue: ProviderClue, known: ReadonlySet<string>): Detection {
  const { model, named, hasBase } = clue;
  if (variableOf(model) !== undefined)
    return { kind: "unknown", message: "a variable cannot name the model: write it out" };
  if (model.endsWith("/")) return { kind: "unknown", message: `"${model}" names no model: write ${model}name` };
  const slash = model.indexOf("/");
  const head = slash < 0 ? undefined : model.slice(0, slash);
  const rest = slash < 0 ? model : model.slice(slash + 1);
  if (named !== undefined) {
    const isPrefixed = head === named || (head !== undefined && idOf(head) === idOf(named));
    return identify(idOf(named), isPrefixed ? rest : model, hasBase, known);
  }
  if (head !== undefined) return identify(idOf(head), rest, hasBase, known);
  const provider = BARE_NAMES.find(({ patterns }) => patterns.some((pattern) => startsLike(model, pattern)))?.provider;
  if (provider !== undefined && known.has(provider)) return { kind: "found", provider, model };
  if (hasBase) return { kind: "found", provider: "openai", model };
  if (model === "*") return { kind: "any" };
  const message = `cannot tell which provider serves "${model}": write provider/${model}, such as openai/${model}, or set custom_llm_provider`;
  return { kind: "unknown", message };
}

const idOf = (name: string): string => (Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name);

const startsLike = (model: string, pattern: string): boolean =>
  pattern.endsWith("*") ? model.startsWith(pattern.slice(0, -1)) : model === pattern;

function identify(provider: string, model: string, hasBase: boolean, known: ReadonlySet<string>): Detection {
  if (provider === CUSTOM_PROVIDER && !hasBase) {
    return { kind: "unknown", message: "an OpenAI-compatible service needs its address in api_base" };
  }
  if (known.has(provider)) return { kind: "found", provider, model };
  if (OWN_FORMAT.has(provider)) {
    return {
      kind: "unsupported",
      message: `the provider "${provider}" is not supported yet, so this model is not served`,
    };
  }
  if (hasBase && COMPATIBLE.has(provider)) return { kind: "found", provider, model };
  if (hasBase) {
    const message = `unknown provider "${provider}": it is treated as an OpenAI-compatible service at the api_base`;
    return { kind: "assumed", provider, model, message };
  }
  if (COMPATIBLE.has(provider)) {
    const message =
      `the provider "${provider}" is not built in yet, so this model is not served: ` +
      `give its OpenAI-compatible address in api_base, or declare it under providers`;
    return { kind: "unsupported", message };
  }
  const suggestion = suggestName(provider, known);
  const hint =
    suggestion === undefined
      ? "give its OpenAI-compatible address in api_base, or declare it under providers"
      : `did you mean "${suggestion}"?`;
  return { kind: "unknown", message: `unknown provider "${provider}"; ${hint}` };
}
