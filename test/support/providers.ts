import type { Upstream } from "./upstream.ts";

const MASTER_VARIABLE = "LITELLM_MASTER_KEY";
export const MASTER_KEY = "sk-master-00000000000000000001";

interface Provider {
  /** The provider's prefix, also the name of its fixtures, its scene and its public model. */
  readonly id: string;
  /** The provider's name for the model. */
  readonly model: string;
  /** What `api_base` ends with, after the scene's prefix. */
  readonly base: string;
  /** The path and query the provider must be called at, after the scene's prefix. */
  readonly path: string;
  readonly auth: "authorization" | "api-key" | "x-api-key";
}

export const PROVIDERS = [
  { id: "openai", model: "gpt-4o-mini", base: "/v1", path: "/v1/chat/completions", auth: "authorization" },
  {
    id: "azure",
    model: "quay-deployment",
    base: "",
    path: "/openai/deployments/quay-deployment/chat/completions?api-version=2024-10-21",
    auth: "api-key",
  },
  { id: "anthropic", model: "claude-sonnet-4-5-20250929", base: "", path: "/v1/messages", auth: "x-api-key" },
  {
    id: "groq",
    model: "llama-3.3-70b-versatile",
    base: "/openai/v1",
    path: "/openai/v1/chat/completions",
    auth: "authorization",
  },
  { id: "deepseek", model: "deepseek-reasoner", base: "/beta", path: "/beta/chat/completions", auth: "authorization" },
  { id: "mistral", model: "mistral-small-latest", base: "/v1", path: "/v1/chat/completions", auth: "authorization" },
  {
    id: "together_ai",
    model: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
    base: "/v1",
    path: "/v1/chat/completions",
    auth: "authorization",
  },
  {
    id: "openrouter",
    model: "mistralai/mistral-nemo",
    base: "/api/v1",
    path: "/api/v1/chat/completions",
    auth: "authorization",
  },
  { id: "hosted_vllm", model: "Qwen/Qwen3-8B", base: "/v1", path: "/v1/chat/completions", auth: "authorization" },
  { id: "acme", model: "acme-large", base: "/v1", path: "/v1/chat/completions", auth: "authorization" },
] as const satisfies readonly Provider[];

export type ProviderId = (typeof PROVIDERS)[number]["id"];

const variableOf = (id: ProviderId): string => `TEST_${id.toUpperCase()}_KEY`;

/** What the provider must see as its credential, and nobody else ever. */
export const secretOf = (id: ProviderId): string => `upstream-secret-of-${id}-7f3a9c`;

/** The variables that `configFor` refers to. */
export const variables: Readonly<Record<string, string>> = {
  [MASTER_VARIABLE]: MASTER_KEY,
  ...Object.fromEntries(PROVIDERS.map(({ id }) => [variableOf(id), secretOf(id)])),
};

/** A deployment under a public name of the test's choice. `more` is laid over the row. */
export function deployment(upstream: Upstream, id: ProviderId, name: string = id, more: object = {}): object {
  const provider = PROVIDERS.find((row) => row.id === id);
  return {
    model_name: name,
    litellm_params: {
      model: `${id}/${provider?.model}`,
      api_base: `${upstream.base(id)}${provider?.base}`,
      api_key: `os.environ/${variableOf(id)}`,
      ...(id === "azure" && { api_version: "2024-10-21" }),
      ...more,
    },
    model_info: { id: `deployment-${name}` },
  };
}

/** A configuration with one public model per provider, named like the provider, and a master key. */
export function configFor(
  upstream: Upstream,
  more: {
    readonly models?: readonly object[];
    readonly sections?: object;
    readonly general?: object;
    readonly router?: object;
  } = {},
): object {
  return {
    model_list: [...PROVIDERS.map(({ id }) => deployment(upstream, id)), ...(more.models ?? [])],
    // Known to nobody but this configuration.
    providers: {
      acme: {
        base_url: `${upstream.base("acme")}/v1`,
        auth: { type: "bearer", env: variableOf("acme") },
        endpoints: ["chat"],
      },
    },
    general_settings: { master_key: `os.environ/${MASTER_VARIABLE}`, ...more.general },
    // A failure is to be seen as it is; tests of retries ask for them.
    router_settings: { num_retries: 0, ...more.router },
    ...more.sections,
  };
}
