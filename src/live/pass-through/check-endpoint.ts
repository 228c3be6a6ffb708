import { reservedVariables } from "../../config/apply-live-rows.ts";
import { readLiveEndpoint } from "../../config/parse-pass-through.ts";
import { GatewayError } from "../../core/errors.ts";
import { type JsonObject, textOf } from "../../core/json.ts";
import type { LiveContext } from "../live-context.ts";
import { type EndpointRows, publishedEndpoints } from "./endpoint-rows.ts";

/**
 * The endpoint with its path as it is served. Throws `invalid_request` in the words in which a configuration file is judged, and
 * for a path that is the gateway's own; `object_exists` where another of the `endpoints` has the path.
 */
export function checkEndpoint(
  context: LiveContext,
  endpointId: string,
  endpoint: JsonObject,
  endpoints: EndpointRows,
): JsonObject {
  const { problems, settings } = readLiveEndpoint(endpoint, reservedVariables(context.live.published));
  const [problem] = problems;
  if (settings === undefined) throw new GatewayError("invalid_request", problem?.message ?? "", problem);
  const { path } = settings;
  if (context.servesItself(path)) {
    const message = `${path} is a path of the gateway's own, which would never lead to the target. Choose another one.`;
    throw new GatewayError("invalid_request", message, { param: "path" });
  }
  const others = [...publishedEndpoints(context), ...endpoints].filter(([id]) => id !== endpointId);
  if (others.some(([, other]) => textOf(other["path"]) === path))
    throw new GatewayError("object_exists", `Another pass-through endpoint has the path ${path}.`, { param: "path" });
  return { ...endpoint, path };
}
