import type { Caller } from "../core/caller.ts";
import { mayUseModel } from "../auth/check-model-access.ts";
import type { AccessGroups } from "../auth/check-model-access.ts";
import type { JsonObject } from "../core/json.ts";
import type { ModelIndex } from "../router/model-index.ts";

export interface ModelCatalogue {
  readonly models: ModelIndex;
  readonly accessGroups: AccessGroups;
  /** The names a wildcard is known to stand for. */
  readonly expand: (wildcard: string) => readonly string[];
}

/** OpenAI's field is required and LiteLLM's value for it is this constant: a proxy does not know when a model was made. */
const CREATED_SECONDS = 1_677_610_602;

/** The names this caller may use. */
export function usableNames(caller: Caller, { models, accessGroups, expand }: ModelCatalogue): readonly string[] {
  const names = new Set([...models.names, ...models.wildcards.flatMap(expand)]);
  return [...names].filter((name) => mayUseModel(caller, name, accessGroups));
}

/** As OpenAI lists them. */
export const listModels = (names: readonly string[]): JsonObject => ({
  object: "list",
  data: names.map(describeModel),
});

export const describeModel = (id: string): JsonObject => ({
  id,
  object: "model",
  created: CREATED_SECONDS,
  owned_by: "openai",
});
