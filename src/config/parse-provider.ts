import type { Json } from "../core/json.ts";
import { isObject } from "../core/json.ts";
import type { Operation } from "../core/operation.ts";
import { checkKeys } from "./check-keys.ts";
import type { ProviderConfig } from "./gateway-config.ts";
import { KNOWN_PROVIDER_KEYS } from "./known-keys.ts";
import type { Path, Report } from "./problem.ts";
import {
  address,
  anything,
  choice,
  flag,
  headerMap,
  headerName,
  list,
  map,
  mapOf,
  parseValue,
  range,
  text,
  urlPath,
} from "./value-schemas.ts";
import { withDefined } from "./with-defined.ts";

/** Each also by the name of its operation. */
const ENDPOINTS = {
  chat: "chat",
  embeddings: "embedding",
  embedding: "embedding",
  images: "image",
  image: "image",
  rerank: "rerank",
  moderations: "moderation",
  moderation: "moderation",
} as const satisfies Record<string, Operation>;

const AUTH = {
  type: choice(["bearer", "header", "none"]).optional(),
  env: text.optional(),
  name: headerName.optional(),
};

const PARAMS = {
  rename: mapOf(text, "a map of field names to field names").optional(),
  drop: list(text, "a list of field names").optional(),
  defaults: mapOf(anything, "a map of field names to values").optional(),
  clamp: mapOf(range, "a map of field names to [lowest, highest]").optional(),
};

const QUIRKS = {
  content_list_to_string: flag.optional(),
  stream_ends_with_done: flag.optional(),
  rerank_like: choice(["cohere", "jina", "voyage", "tei"]).optional(),
};

const ENDPOINT = choice(["chat", "embeddings", "embedding", "images", "image", "rerank", "moderations", "moderation"]);

/** The gateway meters and streams by them, so that nothing may set them behind its back. */
const REQUEST_ONLY = ["model", "messages", "stream"] as const;

const PROVIDER = {
  extends: choice(["openai_compatible"]).optional(),
  base_url: address,
  auth: map(AUTH, "a map with type and env").optional(),
  endpoints: list(ENDPOINT, "a list of endpoints").optional(),
  paths: mapOf(urlPath, "a map of endpoints to paths").optional(),
  headers: headerMap.optional(),
  params: map(PARAMS, "a map with rename, drop, defaults and clamp").optional(),
  quirks: map(QUIRKS, "a map of quirks").optional(),
  override: flag.optional(),
};

/**
 * One entry of `providers`: an OpenAI-compatible service that needs no code. A key in the address is not offered: it would be in
 * every log on the way.
 */
export function parseProvider(
  id: string,
  value: Json | undefined,
  path: Path,
  builtIn: ReadonlySet<string>,
  report: Report,
): ProviderConfig | undefined {
  checkKeys(value, path, { supported: Object.keys(PROVIDER), known: KNOWN_PROVIDER_KEYS }, report);
  if (isObject(value)) {
    const check = (key: string, supported: object, known: readonly string[] = []): void =>
      checkKeys(value[key], [...path, key], { supported: Object.keys(supported), known }, report);
    check("auth", AUTH);
    check("params", PARAMS);
    check("quirks", QUIRKS, ["fake_stream", "usage_in_stream", "role_map"]);
    check("paths", ENDPOINTS);
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
  const claimed = REQUEST_ONLY.filter((field) => provider.params?.defaults?.[field] !== undefined);
  for (const field of claimed) report.error([...path, "params", "defaults", field], "only a request says this");
  if (claimed.length > 0) return undefined;
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
    paths: provider.paths && pathsOf(provider.paths),
    headers: provider.headers ?? {},
    rename: provider.params?.rename ?? {},
    drop: provider.params?.drop ?? [],
    defaults: provider.params?.defaults,
    clamp: provider.params?.clamp,
    rerank: provider.quirks?.rerank_like,
    joinsContent: provider.quirks?.content_list_to_string,
    marksEnd: provider.quirks?.stream_ends_with_done,
  });
}

/** `checkKeys` has spoken about endpoints that there are none of. */
const pathsOf = (paths: Readonly<Record<string, string>>): NonNullable<ProviderConfig["paths"]> =>
  Object.fromEntries(
    Object.entries(ENDPOINTS).flatMap(([name, operation]) =>
      paths[name] === undefined ? [] : [[operation, paths[name]]],
    ),
  );

/** What a provider is taken for when all that is known of it is its address: a key is sent if the model has one. */
export const assumedProvider = (baseUrl: string): ProviderConfig => ({
  baseUrl,
  auth: { type: "none" },
  endpoints: ["chat", "embedding", "image", "rerank"],
  headers: {},
  rename: {},
  drop: [],
});
