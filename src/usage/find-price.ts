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
export const findModelFacts = (provider: string, model: string, baseModel?: string): ModelFacts | undefined =>
  baseModel === undefined ? findListed(provider, model) : findBase(provider, baseModel);

const findBase = (provider: string, baseModel: string): ModelFacts | undefined => {
  const [named = "", ...rest] = baseModel.split("/");
  return (
    findListed(named.toLowerCase(), rest.join("/")) ??
    [provider, ...modelMakers].map((candidate) => findListed(candidate, baseModel)).find((facts) => facts !== undefined)
  );
};

const findListed = (provider: string, model: string): ModelFacts | undefined => {
  const key = listCatalogueKeys(provider, model).find((candidate) => Object.hasOwn(catalogue, candidate));
  const entry = key === undefined ? undefined : catalogue[key];
  const facts = typeof entry === "string" ? catalogue[entry] : entry;
  return typeof facts === "string" ? undefined : facts;
};
