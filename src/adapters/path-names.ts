/** What clients write in a path for a provider, where it is not its id: the names that LiteLLM has for these paths. */
export const PATH_NAMES = {
  openai_passthrough: "openai",
  "vertex-ai": "vertex_ai",
  vllm: "hosted_vllm",
} as const satisfies Readonly<Record<string, string>>;
