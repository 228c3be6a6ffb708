import type { Adapter } from "../../adapters/adapter.ts";
import type { Caller } from "../../core/caller.ts";
import type { ForwardCall, ForwardEndpoint, ForwardTools } from "../../pipeline/forward-call.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { mediaEndpoints } from "../index.ts";
import { chooseDeployment } from "./choose-deployment.ts";
import { pickHeaders } from "./pick-headers.ts";
import { placeUrl } from "./place-url.ts";

/**
 * The endpoint of the gateway's own that hands on the same: sound, pictures and documents. It knows what they cost. A path counts
 * where the gateway itself would call it.
 */
export function findMedia({ forwards }: Adapter, path: string): ForwardEndpoint | undefined {
  // Some servers read paths in any case, and with a slash at their end.
  const written = path.replace(/\/$/, "").toLowerCase();
  return mediaEndpoints.find(({ operation }) => {
    const own = forwards?.[operation];
    return own !== undefined && written.endsWith(own);
  });
}

interface MediaPassage {
  readonly provider: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  /** The model that the path names, where it does. */
  readonly ofPath: string | undefined;
}

/** Reads a request that such an endpoint would hand on, for a model by the provider's own name. Rejects with `GatewayError`. */
export async function readMedia(
  request: Request,
  endpoint: ForwardEndpoint,
  { provider, path, query, ofPath }: MediaPassage,
  tools: ForwardTools,
  gateway: Pick<Gateway, "models" | "accessGroups">,
): Promise<ForwardCall> {
  const steps = ofPath === undefined ? tools.steps : { ...tools.steps, model: ofPath };
  const call = await endpoint.read(request, { ...tools, steps });
  return {
    ...call,
    isOnce: true,
    wishes: { retries: 0, isFallbackOff: true },
    findGroup: (caller: Caller) =>
      chooseDeployment(caller, provider, { name: call.model, byPath: ofPath !== undefined }, gateway),
    async prepare(deployment, adapter) {
      // What the client says is all that is said.
      const sent = await call.prepare({ ...deployment, defaults: {}, droppedParams: [] }, adapter);
      const headers = { ...pickHeaders(request.headers), ...sent.headers };
      return { ...sent, path, url: placeUrl(adapter, deployment, path, query), headers };
    },
  };
}
