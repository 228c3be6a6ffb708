import type { Prices } from "../core/deployment.ts";
import type { JsonObject } from "../core/json.ts";
import type { GatewayConfig, ModelConfig, ProviderConfig } from "./gateway-config.ts";
import { LIVE_FIELDS, LIVE_SECTIONS, type LiveSection } from "./live-fields.ts";
import { parsePrices } from "./parse-prices.ts";
import { type LiveModel, type LiveModelContext, parseLiveModel } from "./parse-live-model.ts";
import { type Draft, parseSettings } from "./parse-settings.ts";
import { formatPath, type Report } from "./problem.ts";
import { variableOf } from "./resolve-value.ts";

/** What was configured at runtime, in LiteLLM's form and with its secrets. */
export interface LiveAdditions {
  readonly models: readonly LiveModel[];
  /** `credential_values` by name. */
  readonly credentials: ReadonlyMap<string, JsonObject>;
  /** Group → public model names. */
  readonly accessGroups: Readonly<Record<string, readonly string[]>>;
  /** By section. */
  readonly settings: Readonly<Record<string, JsonObject>>;
  /** `provider/model` → prices under LiteLLM's names. */
  readonly prices: Readonly<Record<string, JsonObject>>;
}

export interface LiveProblem {
  /** `model <id>`, `setting router_settings`, … */
  readonly row: string;
  readonly message: string;
}

interface Applied {
  readonly config: GatewayConfig;
  /** What of it has no effect, and why: the rest does. */
  readonly problems: readonly LiveProblem[];
}

/** The published configuration with what was added at runtime; what is published keeps its ids. */
export function applyLiveRows(published: GatewayConfig, added: LiveAdditions, builtIn: ReadonlySet<string>): Applied {
  const problems: LiveProblem[] = [];
  const context = contextOf(published, added.credentials, builtIn);
  const models: ModelConfig[] = [...published.models];
  const providers = new Map<string, ProviderConfig>(Object.entries(published.providers));
  const taken = new Set(published.models.map(({ id }) => id));
  for (const model of added.models) {
    const parsed = parseLiveModel(model, context);
    const note = (message: string): number => problems.push({ row: `model ${model.id}`, message });
    parsed.problems.forEach(note);
    if (taken.has(model.id)) note("a model of the published configuration has this id");
    else models.push(...parsed.models.map((each): ModelConfig => ({ ...each, isLive: true })));
    for (const [id, provider] of parsed.providers) if (!providers.has(id)) providers.set(id, provider);
  }

  const draft: Draft = { settings: published.settings, aliases: published.aliases, masterKey: undefined };
  const sections = LIVE_SECTIONS.map((section) => [section, onlyLive(section, added.settings[section])] as const);
  parseSettings(Object.fromEntries(sections), draft, reportTo(problems, "setting"));
  return {
    config: {
      ...published,
      models,
      providers: Object.fromEntries(providers),
      settings: draft.settings,
      aliases: draft.aliases,
      accessGroups: added.accessGroups,
      prices: readPrices(added.prices, problems),
    },
    problems,
  };
}

/** Fields that an older version of the gateway took, and this one does not, have no effect. */
const onlyLive = (section: LiveSection, value: JsonObject = {}): JsonObject => {
  const fields: readonly string[] = LIVE_FIELDS[section];
  return Object.fromEntries(Object.entries(value).filter(([field]) => fields.includes(field)));
};

/** For one who asks whether a model could be added. */
export function contextOf(
  { providers, credentials = {}, masterKey = "" }: GatewayConfig,
  added: ReadonlyMap<string, JsonObject>,
  builtIn: ReadonlySet<string>,
): LiveModelContext {
  return {
    known: new Set([...builtIn, ...Object.keys(providers)]),
    credentials: new Map([...Object.entries(credentials), ...added]),
    reserved: new Set([...RESERVED, variableOf(masterKey) ?? ""]),
  };
}

/** The gateway's own secrets. */
const RESERVED = [
  "LITELLM_MASTER_KEY",
  "LITELLM_SALT_KEY",
  "LITELLM_SALT_KEY_PREVIOUS",
  "UPSTASH_REDIS_REST_URL",
  "UPSTASH_REDIS_REST_TOKEN",
  "WEBHOOK_URL",
] as const;

function readPrices(
  added: LiveAdditions["prices"],
  problems: LiveProblem[],
): Readonly<Record<string, Partial<Prices>>> {
  const found = Object.entries(added).map(
    ([model, prices]) => [model, parsePrices(prices, [model], reportTo(problems, "price"))] as const,
  );
  return Object.fromEntries(found.flatMap(([model, prices]) => (prices === undefined ? [] : [[model, prices]])));
}

const reportTo = (problems: LiveProblem[], row: string): Report => ({
  error: (path, message) => problems.push({ row: `${row} ${formatPath(path)}`, message }),
  warn: () => {},
});
