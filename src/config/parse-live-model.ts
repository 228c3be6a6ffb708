import type { Json, JsonObject } from "../core/json.ts";
import { isArray, isObject, textOf } from "../core/json.ts";
import type { ModelConfig, ProviderConfig } from "./gateway-config.ts";
import { parseModel } from "./parse-model.ts";
import { assumedProvider } from "./parse-provider.ts";
import { formatPath, type Report } from "./problem.ts";
import { variableOf } from "./resolve-value.ts";

/** A model as it was given at runtime, with its secrets. */
export interface LiveModel {
  readonly id: string;
  readonly modelName: string;
  readonly params: JsonObject;
  readonly info: JsonObject;
}

export interface LiveModelContext {
  /** Ids of providers, built in or declared. */
  readonly known: ReadonlySet<string>;
  readonly credentials: ReadonlyMap<string, JsonObject>;
  /** Variables that are the gateway's own: a model that could name them could send them to any address. */
  readonly reserved: ReadonlySet<string>;
}

interface Parsed {
  /** Empty when there are problems. */
  readonly models: readonly ModelConfig[];
  /** Providers that the model's address makes known. */
  readonly providers: ReadonlyMap<string, ProviderConfig>;
  /** Why it cannot be served; no secret is in them. */
  readonly problems: readonly string[];
}

/** The same reading as for a model of the file, so that the same model means the same in both places. */
export function parseLiveModel(model: LiveModel, { known, credentials, reserved }: LiveModelContext): Parsed {
  const errors: string[] = [];
  const warnings: string[] = [];
  const report: Report = {
    error: (path, message) => errors.push(`${formatPath(path)}: ${message}`),
    warn: (path, message) => warnings.push(`${formatPath(path)}: ${message}`),
  };
  const providers = new Map<string, ProviderConfig>();
  const declare = (id: string, baseUrl: string): void => {
    if (!providers.has(id)) providers.set(id, assumedProvider(baseUrl));
  };
  const entry: JsonObject = {
    model_name: model.modelName,
    litellm_params: model.params,
    model_info: { ...model.info, id: model.id },
  };
  const found = parseModel(entry, [], { report, known, credentials, declare });
  const shared = credentials.get(textOf(model.params["litellm_credential_name"]) ?? "") ?? {};
  for (const name of namedVariables([entry, shared])) {
    if (reserved.has(name)) errors.push(`the variable ${name} is the gateway's own and cannot be used here`);
  }
  if (errors.length === 0 && found.length > 0) return { models: found, providers, problems: [] };
  return { models: [], providers: new Map(), problems: errors.length > 0 ? errors : warnings };
}

const namedVariables = (value: Json | undefined): readonly string[] => {
  if (typeof value === "string") {
    const name = variableOf(value);
    return name === undefined ? [] : [name];
  }
  if (isArray(value)) return value.flatMap(namedVariables);
  return isObject(value) ? Object.values(value).flatMap(namedVariables) : [];
};
