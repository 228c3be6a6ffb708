import type { Json, JsonObject } from "../core/json.ts";
import { isArray, isObject } from "../core/json.ts";
import { checkCircles } from "./check-circles.ts";
import { checkKeys } from "./check-keys.ts";
import { checkNames, indexAliases } from "./check-names.ts";
import type { GatewayConfig, ModelConfig, ProviderConfig } from "./gateway-config.ts";
import { KNOWN_SECTIONS } from "./known-keys.ts";
import { listVariables } from "./list-variables.ts";
import { loadSources, type ReadFile } from "./load-sources.ts";
import { indexNames, nameOf } from "./model-names.ts";
import { parseModel } from "./parse-model.ts";
import { assumedProvider, parseProvider } from "./parse-provider.ts";
import { DEFAULT_SETTINGS, type Draft, parseCredentials, parseEnvironment, parseSettings } from "./parse-settings.ts";
import { describeValue, type Problem, type Report } from "./problem.ts";
import { reportFor } from "./read-source.ts";

export interface ParseOptions {
  /** Ids of the built-in providers. */
  readonly providers: ReadonlySet<string>;
  /** Without it, `include:` finds nothing. */
  readonly readFile?: ReadFile;
}

export interface ParsedConfig {
  /** Only to be used when there are no errors. */
  readonly config: GatewayConfig;
  readonly warnings: readonly Problem[];
  readonly errors: readonly Problem[];
}

const SECTIONS = [
  "model_list",
  "litellm_settings",
  "router_settings",
  "general_settings",
  "environment_variables",
  "credential_list",
  "providers",
  "include",
];

/** LiteLLM takes the master key from here when its configuration names none. */
const DEFAULT_MASTER_KEY = "os.environ/LITELLM_MASTER_KEY";

/** LiteLLM's `config.yaml`, as it is, to a configuration. Every problem says where it is and what was expected. */
export function parseConfig(text: string, file: string, options: ParseOptions): ParsedConfig {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const parts = loadSources(text, file, options.readFile, errors).map((source) => ({
    value: source.value as JsonObject,
    report: reportFor(source, errors, warnings),
  }));

  const draft: Draft = { settings: DEFAULT_SETTINGS, aliases: {}, masterKey: undefined };
  const environment: Record<string, string> = {};
  const credentials = new Map<string, JsonObject>();
  const providers: Record<string, ProviderConfig> = {};
  for (const { value, report } of parts) {
    checkKeys(value, [], { supported: SECTIONS, known: KNOWN_SECTIONS }, report);
    parseSettings(value, draft, report);
    Object.assign(environment, parseEnvironment(value, report));
    for (const [name, values] of parseCredentials(value, report)) credentials.set(name, values);
    Object.assign(providers, readProviders(value["providers"], options.providers, report));
  }

  const known = new Set([...options.providers, ...Object.keys(providers)]);
  const models: ModelConfig[] = [];
  const unserved: string[] = [];
  for (const { value, report } of parts) {
    const declare = (id: string, baseUrl: string): void => {
      if (!Object.hasOwn(providers, id)) providers[id] = assumedProvider(baseUrl);
    };
    listOf(value["model_list"], report).forEach((entry, index) => {
      const path = ["model_list", index];
      const parsed = parseModel(entry, path, { report, known, credentials, declare });
      if (parsed.length === 0) unserved.push(...nameOf(entry));
      for (const model of parsed) {
        if (!models.some(({ id }) => id === model.id)) models.push(model);
        else if (hasOwnId(entry))
          report.error([...path, "model_info", "id"], `the id "${model.id}" is already taken by another model`);
        else models.push({ ...model, id: freeId(model.id, models) });
      }
    });
  }
  const names = indexNames(models, unserved);
  const aliases = indexAliases(parts.map(({ value }) => value));
  for (const { value, report } of parts) checkNames(value, names, aliases, report);
  checkCircles(parts, aliases);

  const config = {
    models,
    ...draft,
    masterKey: draft.masterKey ?? DEFAULT_MASTER_KEY,
    providers,
    environment,
    ...(credentials.size > 0 && { credentials: Object.fromEntries(credentials) }),
  };
  return {
    config: { ...config, variables: listVariables(config) },
    warnings: inReadingOrder(warnings),
    errors: inReadingOrder(errors),
  };
}

function inReadingOrder(problems: readonly Problem[]): Problem[] {
  const byFile = [...Map.groupBy(problems, ({ file }) => file).values()];
  return byFile.flatMap((group) => group.toSorted((a, b) => a.line - b.line || a.column - b.column));
}

function listOf(value: Json | undefined, report: Report): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (isArray(value)) return value;
  report.error(["model_list"], `expected a list of models, got ${describeValue(value, ["model_list"])}`);
  return [];
}

function readProviders(
  value: Json | undefined,
  builtIn: ReadonlySet<string>,
  report: Report,
): Record<string, ProviderConfig> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) {
    report.error(
      ["providers"],
      `expected a map of provider id to its description, got ${describeValue(value, ["providers"])}`,
    );
    return {};
  }
  const found = Object.entries(value).map(
    ([id, entry]) => [id, parseProvider(id, entry, ["providers", id], builtIn, report)] as const,
  );
  return Object.fromEntries(found.flatMap(([id, provider]) => (provider === undefined ? [] : [[id, provider]])));
}

const hasOwnId = (entry: Json): boolean =>
  isObject(entry) && isObject(entry["model_info"]) && (entry["model_info"]["id"] ?? undefined) !== undefined;

/** Two entries that are alike in all but their secret are two deployments all the same. */
function freeId(id: string, models: readonly ModelConfig[]): string {
  for (let number = 2; ; number++) {
    const candidate = `${id}-${number}`;
    if (!models.some((model) => model.id === candidate)) return candidate;
  }
}
