import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { isObject } from "../core/json.ts";
import { DEFAULT_ROUTER } from "../router/router-settings.ts";
import { checkKeys } from "./check-keys.ts";
import { checkLimits } from "./check-limits.ts";
import { checkRouter } from "./check-router.ts";
import type { GatewayConfig, Settings } from "./gateway-config.ts";
import { KNOWN_GENERAL_SETTINGS, KNOWN_LITELLM_SETTINGS, KNOWN_ROUTER_SETTINGS } from "./known-keys.ts";
import { alerting, checkAlerting } from "./parse-alerting.ts";
import { DEFAULT_HEALTH, HEALTH_KEYS, mergeHealth } from "./parse-health.ts";
import { DEFAULT_LIMITS, LIMIT_KEYS, mergeLimits } from "./parse-limits.ts";
import { checkDoorGuard, doorGuard } from "./parse-door-guard.ts";
import { checkPassThrough, passThrough } from "./parse-pass-through.ts";
import { mergeRouter, ROUTER_KEYS } from "./parse-router.ts";
import type { Report } from "./problem.ts";
import {
  amount,
  anything,
  choice,
  flag,
  headerName,
  list,
  map,
  mapOf,
  parseValue,
  seconds,
  text,
} from "./value-schemas.ts";
import { variableOf } from "./resolve-value.ts";

const MIB = 1024 * 1024;

export const DEFAULT_SETTINGS: Settings = {
  dropParams: false,
  requestTimeoutMs: 600_000,
  firstByteTimeoutMs: 60_000,
  idleTimeoutMs: 60_000,
  requestBytesMax: 20 * MIB,
  invalidUnicode: "replace",
  allowsMockTesting: false,
  defaultKeyParams: {},
  upperKeyParams: {},
  availableTeams: [],
  limits: DEFAULT_LIMITS,
  router: DEFAULT_ROUTER,
  doorGuard: { failedAuthPerMinute: 30, requestsPerMinutePerIp: 0 },
  health: DEFAULT_HEALTH,
  alerting: [],
};

const LITELLM = {
  ...LIMIT_KEYS.litellm_settings,
  ...ROUTER_KEYS.litellm_settings,
  drop_params: flag.optional(),
  request_timeout: seconds.optional(),
  default_key_generate_params: mapOf(anything, "a map of key parameters").optional(),
  upperbound_key_generate_params: mapOf(anything, "a map of key parameters").optional(),
  default_internal_user_params: map({ available_teams: list(text, "a list of team ids").optional() }).optional(),
};

const GENERAL = {
  ...LIMIT_KEYS.general_settings,
  ...HEALTH_KEYS,
  master_key: text.optional(),
  litellm_key_header_name: headerName.optional(),
  /** Not LiteLLM's: what one address may do in a minute. */
  door_guard: doorGuard.optional(),
  alerting: alerting.optional(),
  pass_through_endpoints: passThrough.optional(),
  max_request_size_mb: amount.optional(),
  dangerously_allow_mock_testing_request_params: flag.optional(),
  /** Not LiteLLM's: what becomes of text that is no valid Unicode. */
  invalid_unicode: choice(["replace", "escape", "reject"]).optional(),
};

const ALIAS = z.union(
  [
    z.string().transform((model) => ({ model, hidden: false })),
    z.object({ model: z.string(), hidden: flag.default(false) }),
  ],
  { error: "a model name, or a map with model and hidden" },
);

const ROUTER = {
  ...LIMIT_KEYS.router_settings,
  ...ROUTER_KEYS.router_settings,
  model_group_alias: mapOf(ALIAS, "a map of alias to model name").optional(),
  timeout: seconds.optional(),
  stream_timeout: seconds.optional(),
  /** Not LiteLLM's: the longest silence inside a stream. */
  stream_idle_timeout: seconds.optional(),
};

export interface Draft {
  settings: Settings;
  aliases: GatewayConfig["aliases"];
  masterKey: string | undefined;
}

/** The settings sections of one file, on top of what earlier files said. */
export function parseSettings(file: JsonObject, draft: Draft, report: Report): void {
  const read = <T extends z.ZodRawShape>(section: string, shape: T, known: readonly string[]) => {
    const value = file[section] ?? {};
    checkKeys(value, [section], { supported: Object.keys(shape), known }, report);
    return { ...parseValue(map(shape, "a map of settings"), value, [section], report) } as Partial<
      z.output<z.ZodObject<T>>
    >;
  };
  const litellm = read("litellm_settings", LITELLM, KNOWN_LITELLM_SETTINGS);
  const general = read("general_settings", GENERAL, KNOWN_GENERAL_SETTINGS);
  const router = read("router_settings", ROUTER, KNOWN_ROUTER_SETTINGS);
  checkLimits(file, report);
  checkRouter(file, report);
  checkDoorGuard(file, report);
  checkAlerting(file, report);
  checkPassThrough(file, report);

  const found = { litellm_settings: litellm, general_settings: general, router_settings: router };
  const given: { [K in keyof Settings]?: Settings[K] | undefined } = {
    dropParams: litellm.drop_params,
    requestTimeoutMs: router.timeout ?? litellm.request_timeout,
    firstByteTimeoutMs: router.stream_timeout,
    idleTimeoutMs: router.stream_idle_timeout,
    requestBytesMax:
      general.max_request_size_mb === undefined ? undefined : Math.floor(general.max_request_size_mb * MIB),
    invalidUnicode: general.invalid_unicode,
    allowsMockTesting: general.dangerously_allow_mock_testing_request_params,
    keyHeaderName: general.litellm_key_header_name?.toLowerCase(),
    defaultKeyParams: litellm.default_key_generate_params,
    upperKeyParams: litellm.upperbound_key_generate_params,
    availableTeams: litellm.default_internal_user_params?.available_teams,
    limits: mergeLimits(draft.settings.limits, found),
    router: mergeRouter(draft.settings.router, found),
    doorGuard: { ...draft.settings.doorGuard, ...general.door_guard },
    health: mergeHealth(draft.settings.health, general),
    alerting: general.alerting,
    passThrough: general.pass_through_endpoints,
  };
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  draft.settings = { ...draft.settings, ...defined };
  draft.aliases = { ...draft.aliases, ...router.model_group_alias };
  draft.masterKey = general.master_key ?? draft.masterKey;
  if (general.master_key !== undefined && variableOf(general.master_key) === undefined) {
    report.warn(
      ["general_settings", "master_key"],
      "the key itself becomes part of the published configuration; write os.environ/LITELLM_MASTER_KEY to keep it out",
    );
  }
}

const SECRET_VARIABLE = /KEY|TOKEN|SECRET|PASSWORD/i;

/** `environment_variables`: what LiteLLM exports to its own process. */
export function parseEnvironment(file: JsonObject, report: Report): Record<string, string> {
  const value = file["environment_variables"] ?? {};
  const scalar = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)], { error: "text" });
  const found = parseValue(mapOf(scalar, "a map of variables"), value, ["environment_variables"], report) ?? {};
  for (const [name, content] of Object.entries(found)) {
    if (SECRET_VARIABLE.test(name) && variableOf(content) === undefined) {
      report.warn(
        ["environment_variables", name],
        "the value becomes part of the published configuration; a secret belongs in the environment",
      );
    }
  }
  return found;
}

/** `credential_list`: parameters that models share by name. */
export function parseCredentials(file: JsonObject, report: Report): [name: string, values: JsonObject][] {
  const entries = file["credential_list"] ?? [];
  if (!Array.isArray(entries)) {
    parseValue(z.array(anything, { error: "a list of credentials" }), entries, ["credential_list"], report);
    return [];
  }
  const shape = {
    credential_name: text,
    credential_values: mapOf(anything, "a map of parameters"),
    credential_info: anything.optional(),
  };
  return entries.flatMap((value, index): [string, JsonObject][] => {
    const path = ["credential_list", index];
    if (isObject(value)) checkKeys(value, path, { supported: Object.keys(shape), known: [] }, report);
    const found = parseValue(map(shape, "a map with credential_name and credential_values"), value, path, report);
    if (found === undefined) return [];
    const { custom_llm_provider } = isObject(found.credential_info) ? found.credential_info : {};
    const provider = custom_llm_provider === undefined ? {} : { custom_llm_provider };
    return [[found.credential_name, { ...provider, ...found.credential_values }]];
  });
}
