import { adapters } from "../../adapters/index.ts";
import { PATH_NAMES } from "../../adapters/path-names.ts";
import type { PassThroughSettings } from "../../config/gateway-config.ts";
import type { Caller } from "../../core/caller.ts";
import { GatewayError } from "../../core/errors.ts";
import { NOBODY } from "../../core/usage-event.ts";
import { encodeOpenaiError } from "../../dialects/encode-openai-error.ts";
import type { ForwardEndpoint, ForwardRequest } from "../../pipeline/forward-call.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { buildConfigured, CONFIGURED, configuredAdapter, readConfigured, type Variable } from "./configured.ts";
import { spokenAs } from "./find-service.ts";
import { readPassThrough } from "./read-call.ts";

type Method = ForwardRequest["method"];

/** A path that is passed through, and the gateway that serves it. */
export interface PassThrough {
  readonly endpoint: ForwardEndpoint;
  readonly gateway: Gateway;
}

const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const GROUPS = ["llm_api_routes"] as const;

/** Where the configuration wants no key. */
const ANYBODY: Caller = { role: "key", key: NOBODY, models: [], aliases: {} };

/**
 * Paths behind which is somebody else's API: those that the configuration names, then each provider's own behind its name.
 * To be asked for what nothing else is there for, so that no path of the gateway's is hidden by them. `variable` is one of
 * the worker's. Undefined for a path that is none of these. Throws `method_not_allowed`, and `unsupported_operation` for a
 * WebSocket.
 */
export function findPassThrough(request: Request, gateway: Gateway, variable: Variable): PassThrough | undefined {
  const { pathname } = new URL(request.url);
  const found = findAt(request, pathname, gateway, variable);
  if (found !== undefined && request.headers.get("upgrade")?.toLowerCase() === "websocket")
    throw new GatewayError("unsupported_operation", "A WebSocket cannot be passed through; send requests here.");
  return found;
}

function findAt(request: Request, pathname: string, gateway: Gateway, variable: Variable): PassThrough | undefined {
  const [own] = (gateway.settings.passThrough ?? [])
    .filter((entry) => isAt(entry, pathname))
    .toSorted((a, b) => b.path.length - a.path.length);
  if (own !== undefined) return openConfigured(own, checkMethod(request, own.methods), pathname, gateway, variable);
  const [, name = "", rest] = /^\/([^/]+)(\/.+)$/.exec(pathname) ?? [];
  const provider = findProvider(name, gateway);
  if (rest === undefined || provider === undefined) return undefined;
  return openProvider({ name, provider, rest, method: checkMethod(request, METHODS) }, gateway);
}

const isAt = ({ path, hasSubpaths }: PassThroughSettings, pathname: string): boolean =>
  pathname === path || pathname === `${path}/` || (hasSubpaths && pathname.startsWith(`${path}/`));

/** One that is built in, or that a deployment is of; not one that answers by itself. */
function findProvider(name: string, { models, adapterOf }: Gateway): string | undefined {
  const id = Object.hasOwn(PATH_NAMES, name) ? PATH_NAMES[name as keyof typeof PATH_NAMES] : name;
  const isOf = (model: string): boolean =>
    models.find(model)?.deployments.some((each) => each.provider === id) === true;
  const isKnown = adapters.has(id) || [...models.names, ...models.wildcards].some(isOf);
  return isKnown && adapterOf(id).answer === undefined ? id : undefined;
}

function checkMethod({ method }: Request, allowed: readonly Method[]): Method {
  const found = allowed.find((each) => each === method);
  if (found !== undefined) return found;
  throw new GatewayError("method_not_allowed", `${method} is not allowed here; use ${allowed.join(" or ")}.`, {
    headers: { allow: allowed.join(", ") },
  });
}

function openConfigured(
  entry: PassThroughSettings,
  method: Method,
  pathname: string,
  gateway: Gateway,
  variable: Variable,
): PassThrough {
  const { adapterOf, authenticate, settings } = gateway;
  const endpoint: ForwardEndpoint = {
    operation: "pass_through",
    method,
    paths: [entry.path],
    groups: GROUPS,
    encodeError: encodeOpenaiError,
    read: async (request) => {
      const deployment = buildConfigured(entry, settings, variable);
      const behind = pathname.slice(entry.path.length);
      return readConfigured(request, deployment, method, behind === "/" ? "" : behind);
    },
  };
  return {
    endpoint,
    gateway: {
      ...gateway,
      adapterOf: (provider) => (provider === CONFIGURED ? configuredAdapter : adapterOf(provider)),
      authenticate: entry.needsKey ? authenticate : () => ANYBODY,
    },
  };
}

function openProvider(
  { name, provider, rest, method }: { name: string; provider: string; rest: string; method: Method },
  gateway: Gateway,
): PassThrough {
  const main = gateway.adapterOf(provider).serves.chat?.dialects[0];
  const spoken = main && spokenAs(main);
  const endpoint: ForwardEndpoint = {
    operation: "pass_through",
    method,
    paths: [`/${name}/*`],
    groups: GROUPS,
    encodeError: (error) => spoken?.encodeError(error) ?? encodeOpenaiError(error),
    read: async (request, tools) => await readPassThrough(request, { provider, method, rest }, tools, gateway),
  };
  return { endpoint, gateway };
}
