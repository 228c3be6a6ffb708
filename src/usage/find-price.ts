import { catalogue } from "./catalogue.generated.ts";
import { listCatalogueKeys } from "./list-catalogue-keys.ts";
import type { ModelFacts } from "./model-facts.ts";

/** Who is asked, in this order, for a `base_model` that names no provider and that the deployment's own provider does not list. */
const modelMakers = ["openai", "anthropic", "gemini", "mistral", "deepseek", "xai"] as const;

/**
 * What the catalogue knows of a model, or undefined: then the model is unpriced.
 * `baseModel` (`base_model` in a configuration; "gpt-4o" or "openai/gpt-4o") says what the provider's own name hides,
 * so that name is not asked after it: a deployment called "gpt-4o" may run something else.
 */
export const findModelFacts = (provider: string, model: string, baseModel?: string): ModelFacts | undefined => {
  const entry = findEntry(catalogue, provider, model, baseModel);
  const facts = typeof entry === "string" ? catalogue[entry] : entry;
  return typeof facts === "string" ? undefined : facts;
};

/** The entry for a model among those of any table whose keys are the catalogue's. */
export const findEntry = <Entry>(
  table: Readonly<Record<string, Entry>>,
  provider: string,
  model: string,
  baseModel?: string,
): Entry | undefined => {
  const listed = (from: string, name: string): Entry | undefined => {
    const key = listCatalogueKeys(from, name).find((candidate) => Object.hasOwn(table, candidate));
    return key === undefined ? undefined : table[key];
  };
  if (baseModel === undefined) return listed(provider, model);
  const [named = "", ...rest] = baseModel.split("/");
  return (
    listed(named.toLowerCase(), rest.join("/")) ??
    [provider, ...modelMakers].map((candidate) => listed(candidate, baseModel)).find((entry) => entry !== undefined)
  );
};
