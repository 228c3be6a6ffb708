import type { Adapter } from "../../adapters/adapter.ts";
import { readCommonFault } from "../../adapters/read-fault.ts";
import { trimBase } from "../../adapters/trim-base.ts";
import { checkPassThroughAccess } from "../../auth/check-pass-through.ts";
import { fillVariables } from "../../config/fill-variables.ts";
import type { PassThroughSettings, Settings } from "../../config/gateway-config.ts";
import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import { fromUsd } from "../../core/money.ts";
import { noUsage } from "../../core/usage.ts";
import { RegionBound } from "../../pipeline/bind-region.ts";
import type { ForwardCall, ForwardRequest } from "../../pipeline/forward-call.ts";
import { readEndUser } from "../../pipeline/read-end-user.ts";
import { readTags } from "../../pipeline/read-tags.ts";
import { pickHeaders } from "./pick-headers.ts";
import { readPath } from "./read-path.ts";
import { readQuery } from "./read-query.ts";

/** As which configured paths are told of in events and limits. */
export const CONFIGURED = "pass_through";

/** Everything about it is in its deployment: address and headers. */
export const configuredAdapter: Adapter = {
  id: CONFIGURED,
  serves: {},
  keyVariables: [],
  baseVariables: [],
  needsCredential: false,
  url: (path) => path,
  sign: () => undefined,
  readFault(status, body, headers) {
    const fault = readCommonFault(status, body, headers);
    if (fault.kind !== "redirected") return fault;
    const message = `The target answers with a redirect (${status}), which is not followed. Configure the address that it leads to.`;
    return { ...fault, message };
  },
};

/** The value of a variable of the worker's. */
export type Variable = (name: string) => string | undefined;

/** One of `pass_through_endpoints` as something to call. Throws `gateway_not_configured` while a variable of it is unset. */
export function buildConfigured(endpoint: PassThroughSettings, settings: Settings, variable: Variable): Deployment {
  const { id, path, target, headers, costPerRequest } = endpoint;
  const fill = (text: string): string => {
    const filled = fillVariables(text, variable);
    if (filled !== undefined) return filled;
    throw new GatewayError("gateway_not_configured", `A variable that ${path} is configured with is not set.`);
  };
  return {
    id: asId<"deployment">(id ?? `${CONFIGURED}:${path}`),
    modelName: path,
    provider: CONFIGURED,
    model: path,
    baseUrl: readTarget(path, fill(target)),
    settings: {},
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), fill(value)])),
    defaults: {},
    prices: costPerRequest === undefined ? undefined : { input: 0, output: 0, perRequest: fromUsd(costPerRequest) },
    dropParams: false,
    timeouts: {
      firstByteMs: settings.firstByteTimeoutMs,
      idleMs: settings.idleTimeoutMs,
      totalMs: settings.requestTimeoutMs,
    },
    routing: { tags: [] },
  };
}

/** A variable may hold anything. */
function readTarget(path: string, target: string): string {
  if (/^https?:\/\//i.test(target) && URL.canParse(target)) return target;
  throw new GatewayError("gateway_not_configured", `The target of ${path} is not an http or https address.`);
}

/** A request to a configured path; `rest` is what stands behind it. Throws `GatewayError`. */
export function readConfigured(
  request: Request,
  deployment: Deployment,
  method: ForwardRequest["method"],
  rest: string,
): ForwardCall {
  const path = rest === "" ? "" : readPath(rest);
  const query = readQuery(new URL(request.url).search);
  const units = { requests: 1 };
  const usage = { ...noUsage, ...units };
  return {
    operation: "pass_through",
    model: deployment.modelName,
    intent: { stream: false, units, endUser: readEndUser(request.headers, undefined) },
    body: {},
    tags: readTags({}, request.headers),
    wishes: { retries: 0, isFallbackOff: true },
    bound: new RegionBound(),
    mock: undefined,
    texts: () => [],
    isOnce: true,
    findGroup(caller) {
      checkPassThroughAccess(caller, deployment.modelName + rest);
      return { name: deployment.modelName, deployments: [deployment] };
    },
    prepare: ({ baseUrl = "" }) => ({
      method,
      path: place(baseUrl, path, query),
      headers: pickHeaders(request.headers),
      body: method === "GET" ? null : request.body,
    }),
    readUsage: () => usage,
    estimate: () => usage,
  };
}

/** What the target says of the query holds. */
function place(target: string, path: string, query: readonly (readonly [string, string])[]): string {
  const url = new URL(target);
  if (path !== "") url.pathname = trimBase(url.pathname) + path;
  const own = new Set(url.searchParams.keys());
  for (const [name, value] of query) if (!own.has(name)) url.searchParams.append(name, value);
  return url.href;
}
