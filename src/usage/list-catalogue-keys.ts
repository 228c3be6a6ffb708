/** The catalogue keys (`provider/name`) a model may be listed under, nearest first. No key stands for another model. */
export const listCatalogueKeys = (provider: string, model: string): readonly string[] => {
  const name = model.toLowerCase();
  const own = listSpellings(provider, name).map((spelling) => `${provider}/${spelling}`);
  const elsewhere = findMaker(provider, name);
  return elsewhere === undefined ? own : [...own, ...listCatalogueKeys(elsewhere.provider, elsewhere.name)];
};

/** Only decorations with one known meaning, none of them a price, are taken off. */
const listSpellings = (provider: string, name: string): readonly string[] => {
  if (provider === "bedrock") return listBedrockSpellings(name);
  // OpenRouter's other variants (":free", ":nitro", ":extended" …) are served by somebody else, at another price.
  const plain = provider === "openrouter" ? name.replace(/:(?:thinking|beta)$/, "") : dropTraining(name);
  const undated = plain.replace(/[-@](?:\d{8}|\d{4}-\d{2}-\d{2})$/, "");
  return [...new Set([name, plain, undated, undated.replace(/-latest$/, "")])];
};

/** OpenAI's fine-tuned models, "ft:<base>:<organization>:<name>:<id>", are listed as "ft:<base>" without its date. */
const dropTraining = (name: string): string => /^ft:[^:]+/.exec(name)?.[0].replace(/-\d{4}$/, "") ?? name;

/**
 * "us.anthropic.claude-sonnet-4-6-v1:0": the version says nothing that the name does not. A geography costs what the
 * region itself does; the worldwide profile, "global.", is cheaper and listed apart.
 */
const listBedrockSpellings = (name: string): readonly string[] => {
  const plain = dropBedrockVersion(name);
  return [...new Set([name, plain, plain.replace(/^(?:us|us-gov|ca|eu|apac|jp|au|in)\./, "")])];
};

export const dropBedrockVersion = (name: string): string => name.replace(/-v\d+(?::\d+)?$|:\d+$/, "");

/** The first part of an OpenRouter name → the provider that runs the model itself, whose price OpenRouter passes on. */
const vendors: ReadonlyMap<string, string> = new Map([
  ["openai", "openai"],
  ["anthropic", "anthropic"],
  ["mistralai", "mistral"],
  ["deepseek", "deepseek"],
  ["x-ai", "xai"],
  ["google", "gemini"],
  ["cohere", "cohere"],
]);

/** Azure sells OpenAI's models at OpenAI's prices, OpenRouter everybody's at theirs. */
const findMaker = (
  provider: string,
  name: string,
): { readonly provider: string; readonly name: string } | undefined => {
  if (provider === "azure") return { provider: "openai", name };
  if (provider !== "openrouter") return undefined;
  const slash = name.indexOf("/");
  const vendor = vendors.get(name.slice(0, Math.max(0, slash)));
  return vendor === undefined ? undefined : { provider: vendor, name: name.slice(slash + 1) };
};
