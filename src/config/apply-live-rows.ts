import type { Prices } from "../core/deployment.ts";
import type { JsonObject } from "../core/json.ts";
import type { GatewayConfig, ModelConfig, PassThroughSettings, ProviderConfig } from "./gateway-config.ts";
import { isLiveField, LIVE_SECTIONS, type LiveSection } from "./live-fields.ts";
import { parsePrices } from "./parse-prices.ts";
import { type LiveModel, type LiveModelContext, parseLiveModel } from "./parse-live-model.ts";
import { readLiveEndpoint } from "./parse-pass-through.ts";
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
  /** Endpoints by id. */
  readonly passThrough: ReadonlyMap<string, JsonObject>;
}

export interface LiveProblem {
  /** `model <id>`, `setting router_settings`, `pass-through <id>`, … */
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
      settings: { ...draft.settings, ...addEndpoints(published, added.passThrough, problems) },
      aliases: draft.aliases,
      accessGroups: added.accessGroups,
      prices: readPrices(added.prices, problems),
    },
    problems,
  };
}

/** Those of the file first, and alone where there are no others. */
function addEndpoints(
  published: GatewayConfig,
  added: LiveAdditions["passThrough"],
  problems: LiveProblem[],
): Pick<GatewayConfig["settings"], "passThrough"> {
  const endpoints: PassThroughSettings[] = [...(published.settings.passThrough ?? [])];
  for (const [id, entry] of added) {
    const { settings, problems: found } = readLiveEndpoint(entry, reservedVariables(published));
    const isTaken = endpoints.some(({ path }) => path === settings?.path);
    const taken = isTaken ? [{ message: "another endpoint has the same path" }] : [];
    for (const { message } of [...found, ...taken]) problems.push({ row: `pass-through ${id}`, message });
    if (settings !== undefined && !isTaken) endpoints.push({ ...settings, id });
  }
  return endpoints.length === 0 ? {} : { passThrough: endpoints };
}

/** Fields that an older version of the gateway took, and this one does not, have no effect. */
const onlyLive = (section: LiveSection, value: JsonObject = {}): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([field]) => isLiveField(section, field)));

/** For one who asks whether a model could be added. */
export function contextOf(
  published: GatewayConfig,
  added: ReadonlyMap<string, JsonObject>,
  builtIn: ReadonlySet<string>,
): LiveModelContext {
  const { providers, credentials = {} } = published;
  return {
    known: new Set([...builtIn, ...Object.keys(providers)]),
    credentials: new Map([...Object.entries(credentials), ...added]),
    reserved: reservedVariables(published),
  };
}

/** What nothing that is added at runtime may name: it could send them to any address. */
export const reservedVariables = ({ masterKey = "" }: Pick<GatewayConfig, "masterKey">): ReadonlySet<string> =>
  new Set([...RESERVED, variableOf(masterKey) ?? ""]);

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
