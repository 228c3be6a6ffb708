import type { Json } from "../core/json.ts";
import { isObject } from "../core/json.ts";
import { compileWildcard, matchWildcard } from "../router/match-wildcard.ts";
import type { ModelConfig } from "./gateway-config.ts";
import { suggestName } from "./suggest-name.ts";

/** The names that other parts of a configuration may use for its models. */
export interface ModelNames {
  /** A model group, what a wildcard stands for, or the id of a deployment. */
  has(name: string): boolean;
  /** Whether a model is called so behind its provider, as `b` is of `a/b`: LiteLLM finds fallbacks by that too. */
  hasBehindProvider(name: string): boolean;
  /** "there is no model …", and which one may be meant. */
  describeUnknown(name: string): string;
}

/** `unserved`: names of entries that nobody can serve, which has been told; they are not misspelt for that. */
export function indexNames(models: readonly ModelConfig[], unserved: Iterable<string>): ModelNames {
  const groups = new Set([...models.map(({ modelName }) => modelName), ...unserved]);
  const names = new Set([...groups, ...models.map(({ id }) => id)]);
  const wildcards = [...groups].filter((name) => name.includes("*")).map(compileWildcard);
  const has = (name: string): boolean =>
    names.has(name) || wildcards.some((wildcard) => matchWildcard(wildcard, name) !== undefined);
  const bare = new Set([...groups].map((group) => group.slice(group.indexOf("/") + 1)));
  return {
    has,
    hasBehindProvider: (name) => bare.has(name),
    describeUnknown: (name) => {
      const suggestion = suggestName(name, groups);
      return `there is no model "${name}" in model_list${suggestion === undefined ? "" : `; did you mean "${suggestion}"?`}`;
    },
  };
}

/** The public name of an entry of `model_list`, when it has one. */
export function nameOf(entry: Json): readonly string[] {
  const name = isObject(entry) ? entry["model_name"] : undefined;
  return typeof name === "string" ? [name] : [];
}
