import { describeRetired, isRetired, RETIRED, type RetiredRow } from "../adapters/retired-table.ts";
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
  /** Its provider has closed: calls are told so. */
  | { readonly kind: "retired"; readonly provider: string; readonly model: string; readonly message: string }
  /** The model `*`: whatever the caller asks for, at whichever provider serves it. */
  | { readonly kind: "any" }
  /** A provider of LiteLLM that cannot be served yet. */
  | { readonly kind: "unsupported"; readonly message: string }
  | { readonly kind: "unknown"; readonly message: string };

const CUSTOM_PROVIDER = "custom_openai";

/** Other names of providers; a provider that is known by such a name itself keeps it. */
const ALIASES: Readonly<Record<string, string>> = {
  ai21_chat: "ai21",
  cohere_chat: "cohere",
  ollama_chat: "ollama",
  vertex_ai_beta: "vertex_ai",
  vllm: "hosted_vllm",
  openai_like: CUSTOM_PROVIDER,
  openai_compatible: CUSTOM_PROVIDER,
  "openai-compatible": CUSTOM_PROVIDER,
};

/** Names that providers are known by without a prefix. A star stands for one or more characters. */
export const BARE_NAMES: readonly { readonly provider: string; readonly patterns: readonly string[] }[] = [
  {
    provider: "openai",
    patterns: [
      "gpt-*",
      "o1",
      "o1-*",
      "o3",
      "o3-*",
      "o4-*",
      "chatgpt-*",
      "text-embedding-*",
      "ft:gpt-*",
      "omni-moderation-*",
      "text-moderation-*",
      "davinci-002",
      "babbage-002",
      "whisper-*",
      "tts-*",
      "dall-e-*",
    ],
  },
  { provider: "anthropic", patterns: ["claude-*"] },
  { provider: "mistral", patterns: ["mistral-*", "codestral-*"] },
  { provider: "deepseek", patterns: ["deepseek-*"] },
];

/** Providers of LiteLLM that speak a format of their own, so an address alone does not make them reachable. */
export const OWN_FORMAT: ReadonlySet<string> = new Set(
  `anthropic_text assemblyai azure_text bytez chatgpt fal_ai gigachat github_copilot langgraph manus oci
  oobabooga ragflow recraft runwayml sap stability text-completion-codestral text-completion-openai topaz triton
  watsonx_text`.split(/\s+/),
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
    const isPrefixed = head === named || (head !== undefined && idOf(head, known) === idOf(named, known));
    return identify(idOf(named, known), isPrefixed ? rest : model, hasBase, known);
  }
  if (head !== undefined) return identify(idOf(head, known), rest, hasBase, known);
  const provider = BARE_NAMES.find(({ patterns }) => patterns.some((pattern) => startsLike(model, pattern)))?.provider;
  if (provider !== undefined && known.has(provider)) return { kind: "found", provider, model };
  if (hasBase) return { kind: "found", provider: "openai", model };
  if (model === "*") return { kind: "any" };
  const message = `cannot tell which provider serves "${model}": write provider/${model}, such as openai/${model}, or set custom_llm_provider`;
  return { kind: "unknown", message };
}

const idOf = (name: string, known: ReadonlySet<string>): string =>
  !known.has(name) && Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name;

const startsLike = (model: string, pattern: string): boolean =>
  pattern.endsWith("*") ? model.startsWith(pattern.slice(0, -1)) : model === pattern;

function identify(provider: string, model: string, hasBase: boolean, known: ReadonlySet<string>): Detection {
  if (provider === CUSTOM_PROVIDER && !hasBase) {
    return { kind: "unknown", message: "an OpenAI-compatible service needs its address in api_base" };
  }
  if (isRetired(provider) && known.has(provider)) {
    const row: RetiredRow = RETIRED[provider];
    if (row.ownBase === undefined || !hasBase)
      return { kind: "retired", provider, model, message: describeRetired(provider, row) };
  }
  if (known.has(provider)) return { kind: "found", provider, model };
  if (OWN_FORMAT.has(provider)) {
    return {
      kind: "unsupported",
      message: `the provider "${provider}" is not supported yet, so this model is not served`,
    };
  }
  if (hasBase) {
    const message = `unknown provider "${provider}": it is treated as an OpenAI-compatible service at the api_base`;
    return { kind: "assumed", provider, model, message };
  }
  const suggestion = suggestName(provider, known);
  const hint =
    suggestion === undefined
      ? "give its OpenAI-compatible address in api_base, or declare it under providers"
      : `did you mean "${suggestion}"?`;
  return { kind: "unknown", message: `unknown provider "${provider}"; ${hint}` };
}
