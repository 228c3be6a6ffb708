import type { RequestContext } from "../core/context.ts";
import type { Deployment } from "../core/deployment.ts";
import type { ErrorCode } from "../core/errors.ts";
import { GatewayError } from "../core/errors.ts";
import type { FaultKind } from "../core/fault.ts";
import { UpstreamFault } from "../core/fault.ts";
import type { Limiter } from "../limits/limiter.ts";
import type { Ticket } from "../limits/ticket.ts";
import { estimateDemand } from "./estimate-demand.ts";
import type { Metered } from "./metered.ts";

/** To the router a limit of the gateway's own is what the same limit of the provider's would be. */
const FAULT_OF: Partial<Record<ErrorCode, FaultKind>> = {
  rate_limited: "rate-limited",
  budget_exceeded: "rate-limited",
  limits_unavailable: "overloaded",
  store_unavailable: "overloaded",
};

/**
 * Takes hold of what may be used of a deployment and of its provider, for one attempt. Undefined where nothing is
 * limited. Rejects with an `UpstreamFault` when it is used up, so that another deployment is tried.
 */
export async function holdDeployment(
  { id, defer }: RequestContext,
  call: Metered,
  deployment: Deployment,
  attempt: number,
  limiter: Limiter,
): Promise<Ticket | undefined> {
  const { limits = [] } = deployment;
  if (limits.length === 0) return undefined;
  const { usage, cost } = estimateDemand(call, [deployment]);
  const demand = { model: deployment.modelName, usage, cost };
  try {
    const ticket = await limiter.admit({ id: `${id}:${attempt}`, limits, standings: [], demand, defer });
    return ticket === "stale" ? undefined : ticket;
  } catch (error) {
    const kind = error instanceof GatewayError ? FAULT_OF[error.code] : undefined;
    if (kind === undefined || !(error instanceof GatewayError)) throw error;
    const retryAfterMs = error.retryAfterSeconds === undefined ? undefined : error.retryAfterSeconds * 1_000;
    throw new UpstreamFault({ kind, message: error.message, retryAfterMs, isLocal: true }, error);
  }
}
