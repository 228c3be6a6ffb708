import type { Json, JsonObject } from "../core/json.ts";
import { isObject } from "../core/json.ts";
import { ANY, listDefaultFallbacks, listFallbacks } from "./list-fallbacks.ts";
import type { ModelNames } from "./model-names.ts";
import type { Path, Report } from "./problem.ts";
import { valueOf } from "./value-of.ts";

/**
 * Tells where a file's settings name a model that there is not. It reads the file and not what was made of it, so that
 * one wrong value keeps nothing else from being told.
 */
export function checkNames(file: JsonObject, names: ModelNames, aliases: Aliases, report: Report): void {
  const knows = (name: string): boolean => names.has(name) || aliases.has(name);
  const demand = (isKnown: boolean, name: string, path: Path): void => {
    if (!isKnown) report.error(path, names.describeUnknown(name));
  };
  const demandTarget = (isKnown: boolean, name: string, path: Path): void => {
    if (name.includes("*")) report.error(path, `"${name}" stands for many models: name one of them`);
    else demand(isKnown, name, path);
  };
  const demandKey = (isKnown: boolean, name: string, path: Path): void => {
    if (name.includes("*")) report.warn(path, `"${name}" has no effect here: write whole names`);
    else demand(isKnown, name, path);
  };

  // An alias stands for a model itself, not for another alias; a policy is the model's own, whatever it is called by.
  for (const { model, path } of listAliases(file)) demandTarget(names.has(model), model, path);
  for (const { name, path } of entriesOf(file, "model_group_retry_policy")) demandKey(names.has(name), name, path);
  const fallbacks = listFallbacks(file);
  for (const { model, path } of fallbacks) {
    if (model !== ANY) demandKey(knows(model) || names.hasBehindProvider(model), model, path);
  }
  for (const { model, path } of [...fallbacks.flatMap(({ standIns }) => standIns), ...listDefaultFallbacks(file)]) {
    if (model !== undefined) demandTarget(knows(model), model, path);
  }
}

/** Alias → model. */
export type Aliases = ReadonlyMap<string, string>;

export const indexAliases = (files: readonly JsonObject[]): Aliases =>
  new Map(files.flatMap(listAliases).map(({ name, model }) => [name, model]));

const listAliases = (file: JsonObject) =>
  entriesOf(file, "model_group_alias").flatMap(({ name, value, path }) => {
    const model = isObject(value) ? value["model"] : value;
    return typeof model === "string" ? [{ name, model, path }] : [];
  });

function entriesOf(file: JsonObject, key: string): { name: string; value: Json | undefined; path: Path }[] {
  const found = valueOf(file, "router_settings", key);
  const entries = Object.entries(isObject(found) ? found : {});
  return entries.map(([name, value]) => ({ name, value, path: ["router_settings", key, name] }));
}
