import type { MatchLogic, ModelInfo } from "@pydantic/genai-prices";
import { dropBedrockVersion } from "../../src/usage/list-catalogue-keys.ts";

export interface NamedModel {
  readonly model: ModelInfo;
  /** Lower case, the main one first. */
  readonly names: readonly [string, ...string[]];
}

/**
 * The names by which the price source knows a provider's models, each given to one model. A name that two claim goes
 * to the one that states it, before the one that merely matches its beginning.
 */
export const nameModels = (provider: string, models: readonly ModelInfo[]): readonly NamedModel[] => {
  const sold = models.filter(({ id }) => notSold[provider]?.test(id) !== true);
  const { main, exact, prefixes } = provider === "bedrock" ? bedrockNames : ordinaryNames;
  const owner = new Map<string, ModelInfo>();
  for (const list of [exact, main, prefixes]) {
    for (const model of sold) {
      for (const name of list(model)) if (!owner.has(name)) owner.set(name, model);
    }
  }
  return sold.flatMap((model) => {
    const names = new Set([...main(model), ...exact(model), ...prefixes(model)]);
    const [first, ...others] = [...names].filter((name) => owner.get(name) === model && !isForeign(provider, name));
    return first === undefined ? [] : [{ model, names: [first, ...others] }];
  });
};

/**
 * Names that the source has in a provider's list although that provider does not know them: they are other shops', and
 * so is their price. The Titan embeddings are two models, for which the source has one price.
 */
const notSold: Readonly<Record<string, RegExp>> = {
  openai: /^gpt-oss|^o\d-mini-high$/,
  gemini: /^claude/,
  deepseek: /^deepseek-(?:r1|v3|chat-v3)/,
  openrouter: /^[^/]*$/,
  bedrock: /^amazon\.titan-embed/,
};

/** A colon is OpenRouter's sign for another way to serve a model (":free"), except in OpenAI's fine-tuned ones. */
const isForeign = (provider: string, name: string): boolean =>
  provider !== "openrouter" && name.includes(":") && !name.startsWith("ft:");

type ListNames = (model: ModelInfo) => readonly string[];

const tidy = (name: string): string => name.toLowerCase().replace(/[-@:.]+$/, "");

const ordinaryNames: Readonly<Record<"main" | "exact" | "prefixes", ListNames>> = {
  main: ({ id }) => [tidy(id)],
  exact: ({ match }) => listRules(match).flatMap((rule) => ("equals" in rule ? [rule.equals.toLowerCase()] : [])),
  prefixes: ({ match }) =>
    listRules(match).flatMap((rule) =>
      "starts_with" in rule ? [tidy(rule.starts_with)] : "contains" in rule ? [tidy(rule.contains)] : [],
    ),
};

// Regular expressions in the source only allow a date at the end, which the lookup takes off, or forbid an ending.
const listRules = (match: MatchLogic): readonly MatchLogic[] =>
  "or" in match ? match.or.flatMap(listRules) : "and" in match ? match.and.flatMap(listRules) : [match];

/** The source's rules for Bedrock spell out geographies, which the lookup takes off. */
const bedrockNames: typeof ordinaryNames = {
  main: ({ id }) => [dropBedrockVersion(id.replace(/^regional\./, "")).toLowerCase()],
  exact: () => [],
  prefixes: () => [],
};
