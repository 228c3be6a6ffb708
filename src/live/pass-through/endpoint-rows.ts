import { GatewayError } from "../../core/errors.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { PASS_THROUGH } from "../../store/live-config.ts";
import { tryUntilDone } from "../../tenancy/try-until-done.ts";
import { type LiveContext, registriesOf } from "../live-context.ts";
import { writeSeen } from "../settings/write-section.ts";
import { maskEndpoint } from "./seal-endpoint.ts";

/** Id → endpoint, as `sealEndpoint` made it, in the order in which they were added. */
export type EndpointRows = ReadonlyMap<string, JsonObject>;

export const endpointsIn = (value: JsonObject | undefined): EndpointRows =>
  new Map(Object.entries(value ?? {}).flatMap(([id, stored]) => (isObject(stored) ? [[id, stored] as const] : [])));

export async function readEndpoints(context: LiveContext): Promise<EndpointRows> {
  const row = await registriesOf(context).settings.find(PASS_THROUGH);
  return endpointsIn(row?.value);
}

/** Changes what is stored; what others write meanwhile stays. Nothing is written when `change` throws. */
export async function changeEndpoints<Done>(
  context: LiveContext,
  change: (endpoints: Map<string, JsonObject>) => Promise<Done>,
): Promise<Done> {
  const { settings } = registriesOf(context);
  const { done } = await tryUntilDone(async () => {
    const row = await settings.find(PASS_THROUGH);
    const endpoints = new Map(endpointsIn(row?.value));
    const found = { done: await change(endpoints) };
    const value = Object.fromEntries(endpoints);
    return (await writeSeen(context, PASS_THROUGH, value, row)) ? found : undefined;
  });
  context.live.changed();
  return done;
}

/** Those of the configuration file, in the form of the others. */
export const publishedEndpoints = ({ live }: Pick<LiveContext, "live">): EndpointRows =>
  new Map(
    (live.published.settings.passThrough ?? []).map((endpoint) => {
      const { id = endpoint.path, path, target, headers, hasSubpaths, costPerRequest, needsKey, methods } = endpoint;
      const given = { path, target, headers, include_subpath: hasSubpaths, auth: needsKey, methods };
      return [id, maskEndpoint({ ...given, cost_per_request: costPerRequest ?? null })] as const;
    }),
  );

/** Throws `invalid_request` for one of the configuration file, `object_not_found` for one that is not there. */
export function findStored(context: LiveContext, endpoints: EndpointRows, endpointId: string): JsonObject {
  const stored = endpoints.get(endpointId);
  if (stored !== undefined) return stored;
  const param = { param: "endpoint_id" };
  if (publishedEndpoints(context).has(endpointId))
    throw new GatewayError(
      "invalid_request",
      `Endpoint ${endpointId} is of the configuration file; change it there.`,
      param,
    );
  throw new GatewayError("object_not_found", `Endpoint with ID ${endpointId.slice(0, 200)} not found`, param);
}
