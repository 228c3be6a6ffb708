import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { withoutNulls } from "../../tenancy/given.ts";
import { id } from "../../tenancy/params.ts";
import { defineLiveAction } from "../live-context.ts";
import { MASK } from "../split-secrets.ts";
import { checkEndpoint } from "./check-endpoint.ts";
import { describeStored } from "./describe-endpoint.ts";
import { endpointsOutput } from "./endpoint-output.ts";
import { changedEndpoint, checkEffect, newEndpoint } from "./endpoint-params.ts";
import { changeEndpoints, findStored, publishedEndpoints } from "./endpoint-rows.ts";
import { headersOf, openEndpoint, sealEndpoint } from "./seal-endpoint.ts";

const PATH = "/config/pass_through_endpoint";

export const createEndpoint = defineLiveAction({
  method: "POST",
  paths: [PATH],
  summary: "Add a pass-through endpoint",
  permission: "admin",
  input: newEndpoint,
  output: endpointsOutput,
  async run(context, input) {
    const { id: wanted, path, target, headers, include_subpath, cost_per_request, auth, methods, ...more } = input;
    checkEffect(more);
    const given = withoutNulls({ path, target, headers, include_subpath, cost_per_request, auth, methods });
    const endpointId = wanted ?? crypto.randomUUID();
    const stored = await changeEndpoints(context, async (endpoints) => {
      if (endpoints.has(endpointId) || publishedEndpoints(context).has(endpointId))
        throw new GatewayError("object_exists", `There is a pass-through endpoint ${endpointId} already.`, {
          param: "id",
        });
      const endpoint = checkEndpoint(context, endpointId, given, endpoints);
      const sealed = await sealEndpoint(context.live.sealer, endpoint, endpointId);
      endpoints.set(endpointId, sealed);
      return sealed;
    });
    return { endpoints: [describeStored(context, endpointId, stored)] };
  },
});

/** What is left out, or null, stays; headers that are given take the place of all that there were. */
export const updateEndpoint = defineLiveAction({
  method: "POST",
  paths: [`${PATH}/:endpoint_id`],
  summary: "Change a pass-through endpoint",
  permission: "admin",
  input: changedEndpoint,
  output: endpointsOutput,
  async run(context, input) {
    const { endpoint_id: endpointId, path, target, headers, include_subpath, ...others } = input;
    const { cost_per_request, auth, methods, ...more } = others;
    checkEffect(more);
    const given = { path, target, headers, include_subpath, cost_per_request, auth, methods };
    const { sealer } = context.live;
    const stored = await changeEndpoints(context, async (endpoints) => {
      const before = await openEndpoint(sealer, findStored(context, endpoints, endpointId), endpointId);
      const changed = checkEndpoint(context, endpointId, change(before, given), endpoints);
      const sealed = await sealEndpoint(sealer, changed, endpointId);
      endpoints.set(endpointId, sealed);
      return sealed;
    });
    return { endpoints: [describeStored(context, endpointId, stored)] };
  },
});

/** Those of the configuration file stay. */
export const deleteEndpoint = defineLiveAction({
  method: "DELETE",
  paths: [PATH],
  summary: "Delete a pass-through endpoint",
  permission: "admin",
  input: z.object({ endpoint_id: id }),
  output: endpointsOutput,
  async run(context, { endpoint_id: endpointId }) {
    const stored = await changeEndpoints(context, async (endpoints) => {
      const found = findStored(context, endpoints, endpointId);
      endpoints.delete(endpointId);
      return await Promise.resolve(found);
    });
    return { endpoints: [describeStored(context, endpointId, stored)] };
  },
});

/** What is sent back as it was shown stays. */
function change(before: JsonObject, given: JsonObject): JsonObject {
  const known = new Map(headersOf(before));
  const headers = headersOf(given).map(([name, value]) => [name, value === MASK ? (known.get(name) ?? MASK) : value]);
  const { target, ...others } = withoutNulls(given);
  return {
    ...before,
    ...others,
    ...(target !== undefined && target !== MASK && { target }),
    ...(isObject(given["headers"]) && { headers: Object.fromEntries(headers) }),
  };
}
