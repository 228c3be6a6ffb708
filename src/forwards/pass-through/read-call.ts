import type { Caller } from "../../core/caller.ts";
import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import { textOf, type JsonObject } from "../../core/json.ts";
import { noUsage, type Usage } from "../../core/usage.ts";
import { RegionBound } from "../../pipeline/bind-region.ts";
import { estimateUsage } from "../../pipeline/estimate-usage.ts";
import type { ForwardCall, ForwardRequest, ForwardTools } from "../../pipeline/forward-call.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import type { Metered } from "../../pipeline/metered.ts";
import { readEndUser } from "../../pipeline/read-end-user.ts";
import { readTags } from "../../pipeline/read-tags.ts";
import { checkLent, checkShared } from "./check-shared.ts";
import { chooseDeployment, listDeployments, type NamedModel } from "./choose-deployment.ts";
import { findService, spokenAs, type KnownService } from "./find-service.ts";
import { nameModel } from "./name-model.ts";
import { pickHeaders } from "./pick-headers.ts";
import { placeUrl } from "./place-url.ts";
import { isWhole, readWhole, tapFrames, watchEvents } from "./read-answer.ts";
import { readPassedBody } from "./read-body.ts";
import { findMedia, readMedia } from "./read-media.ts";
import { readPath } from "./read-path.ts";
import { readQuery } from "./read-query.ts";

const FREE = { input: 0, output: 0 } as const;

export interface Passage {
  readonly provider: string;
  readonly method: ForwardRequest["method"];
  /** Of the request's path, what stands behind the provider's name. */
  readonly rest: string;
}

/** Reads a request that goes to a path of a provider's own. Rejects with `GatewayError`. */
export async function readPassThrough(
  request: Request,
  { provider, method, rest }: Passage,
  tools: ForwardTools,
  gateway: Pick<Gateway, "models" | "accessGroups" | "adapterOf">,
): Promise<ForwardCall> {
  const adapter = gateway.adapterOf(provider);
  const path = readPath(rest);
  const query = readQuery(new URL(request.url).search);
  const [sample] = listDeployments(provider, gateway.models);
  if (sample === undefined)
    throw new GatewayError("route_not_found", `No deployment of ${provider} is configured that this could go to.`);
  // Who may use a model may not therefore change it, or delete it for everybody.
  const ofPath = method === "GET" || method === "POST" ? nameModel(path) : undefined;
  const media = method === "POST" ? findMedia(adapter, path) : undefined;
  if (media !== undefined) return await readMedia(request, media, { provider, path, query, ofPath }, tools, gateway);
  const serviceFor = (model: string): KnownService | undefined =>
    method === "POST" ? findService(adapter, { ...sample, model }, path) : undefined;
  const body = await readPassedBody(request, method, serviceFor(ofPath ?? sample.model) !== undefined, tools.settings);
  const ofBody = textOf(body.json?.["model"]);
  const service = body.json === undefined ? undefined : serviceFor(ofPath ?? ofBody ?? "");
  const named = findNamed(ofPath, service === undefined ? undefined : ofBody);
  const metered = meter(request, body.json, service, named);

  const unread: Usage = isFree(method) ? noUsage : { ...noUsage, estimated: true };
  const price = (deployment: Deployment): Deployment =>
    service !== undefined ? deployment : { ...deployment, prices: isFree(method) ? FREE : undefined };
  const spoken = service && spokenAs(service.dialect);
  return {
    ...metered,
    isOnce: true,
    // Of what is not read it does not matter how much it is.
    ...(service === undefined && { isRaw: true }),
    findGroup(caller: Caller) {
      const { name, deployments } = chooseDeployment(caller, provider, named, gateway);
      checkLent(caller, path, request.url);
      if (named === undefined && service === undefined) checkShared(caller, provider, method, request.url);
      return { name, deployments: deployments.map(price) };
    },
    prepare: (deployment) => ({
      method,
      path,
      url: placeUrl(adapter, deployment, path, query),
      headers: {
        ...pickHeaders(request.headers),
        ...(body.json !== undefined && { "content-type": "application/json" }),
      },
      body: body.sent,
    }),
    readUsage: (answer) => (service === undefined ? unread : readWhole(metered, service, answer)),
    estimate: () => (service === undefined ? unread : estimateUsage(metered, undefined, 0)),
    ...(service && {
      watch: () => watchEvents(metered, service),
      isWhole: (watcher) => isWhole(service, watcher),
      tap: (type) => tapFrames(metered, service, type),
    }),
    ...(spoken && { encodeStreamError: (error) => spoken.encodeStreamError(error) }),
  };
}

/** Nothing is made by a model. */
const isFree = (method: ForwardRequest["method"]): boolean => method === "GET" || method === "DELETE";

function findNamed(ofPath: string | undefined, ofBody: string | undefined): NamedModel | undefined {
  if (ofPath !== undefined) return { name: ofPath, byPath: true };
  // A field that merely has this name says nothing where no model is known to be asked for.
  return ofBody === undefined || ofBody === "" ? undefined : { name: ofBody, byPath: false };
}

/** What limits go by: for what is known, the same as at the gateway's own paths. */
function meter(
  { headers }: Request,
  body: JsonObject | undefined,
  service: KnownService | undefined,
  named: NamedModel | undefined,
): Metered {
  const spoken = service && spokenAs(service.dialect);
  const request = { ...(named !== undefined && { model: named.name }), ...body };
  const { endUser, ...intent } = spoken?.readIntent(request) ?? { stream: false };
  return {
    operation: service?.operation ?? "pass_through",
    model: named?.name ?? "",
    intent: {
      ...intent,
      stream: intent.stream || service?.streams === true || body?.["stream"] === true,
      endUser: readEndUser(headers, endUser),
    },
    body: {},
    tags: readTags({}, headers),
    wishes: { retries: 0, isFallbackOff: true },
    bound: new RegionBound(),
    mock: undefined,
    texts: () => (service === undefined ? [] : (spoken?.textsOf(request) ?? [JSON.stringify(request)])),
  };
}
