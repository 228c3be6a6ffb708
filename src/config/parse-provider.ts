import type { Json } from "../core/json.ts";
import { isObject } from "../core/json.ts";
import { checkKeys } from "./check-keys.ts";
import type { ProviderConfig } from "./gateway-config.ts";
import { KNOWN_PROVIDER_KEYS } from "./known-keys.ts";
import type { Path, Report } from "./problem.ts";
import { address, choice, flag, headerMap, headerName, list, map, mapOf, parseValue, text } from "./value-schemas.ts";
import { withDefined } from "./with-defined.ts";

const ENDPOINTS = { chat: "chat", embeddings: "embedding", embedding: "embedding" } as const;

const AUTH = {
  type: choice(["bearer", "header", "none"]).optional(),
  env: text.optional(),
  name: headerName.optional(),
};

const PARAMS = {
  rename: mapOf(text, "a map of field names to field names").optional(),
  drop: list(text, "a list of field names").optional(),
};

const PROVIDER = {
  extends: choice(["openai_compatible"]).optional(),
  base_url: address,
  auth: map(AUTH, "a map with type and env").optional(),
  endpoints: list(choice(["chat", "embeddings", "embedding"]), "a list of endpoints").optional(),
  headers: headerMap.optional(),
  params: map(PARAMS, "a map with rename and drop").optional(),
  override: flag.optional(),
};

/** One entry of `providers`: an OpenAI-compatible service that needs no code. */
export function parseProvider(
  id: string,
  value: Json | undefined,
  path: Path,
  builtIn: ReadonlySet<string>,
  report: Report,
): ProviderConfig | undefined {
  checkKeys(value, path, { supported: Object.keys(PROVIDER), known: KNOWN_PROVIDER_KEYS }, report);
  if (isObject(value)) {
    checkKeys(value["auth"], [...path, "auth"], { supported: Object.keys(AUTH), known: [] }, report);
    checkKeys(
      value["params"],
      [...path, "params"],
      { supported: Object.keys(PARAMS), known: ["defaults", "clamp"] },
      report,
    );
  }
  const provider = parseValue(map(PROVIDER, "a map with base_url"), value, path, report);
  if (provider === undefined) return undefined;
  if (/[/*]/.test(id)) {
    report.error(path, `"${id}" cannot come before the slash of a model: a provider's id has neither / nor *`);
    return undefined;
  }
  if (builtIn.has(id) && provider.override !== true) {
    report.error(path, `"${id}" is a built-in provider; set override: true to replace it`);
    return undefined;
  }
  const { type = "bearer", env, name } = provider.auth ?? {};
  if (type === "header" && name === undefined) {
    report.error([...path, "auth"], "expected the name of the header that carries the key, but name is missing");
    return undefined;
  }
  return withDefined({
    baseUrl: provider.base_url,
    auth: type === "header" ? { type, name: (name ?? "").toLowerCase() } : { type },
    keyVariable: env?.replace(/^os\.environ\//, ""),
    endpoints: [...new Set((provider.endpoints ?? ["chat", "embeddings"]).map((endpoint) => ENDPOINTS[endpoint]))],
    headers: provider.headers ?? {},
    rename: provider.params?.rename ?? {},
    drop: provider.params?.drop ?? [],
  });
}

/** What a provider is taken for when all that is known of it is its address: a key is sent if the model has one. */
export const assumedProvider = (baseUrl: string): ProviderConfig => ({
  baseUrl,
  auth: { type: "none" },
  endpoints: ["chat", "embedding"],
  headers: {},
  rename: {},
  drop: [],
});
