import type { RequestContext } from "../core/context.ts";
import { GatewayError } from "../core/errors.ts";
import { UpstreamFault } from "../core/fault.ts";
import type { Operation } from "../core/operation.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import { callDeployment, callRouted } from "./call-routed.ts";
import { enter } from "./enter.ts";
import { estimateUsage } from "./estimate-usage.ts";
import type { Gateway } from "./gateway.ts";
import { resolveNames } from "./objects/resolve-names.ts";
import { readCall } from "./read-call.ts";
import type { Call } from "./read-call.ts";
import { replyStream } from "./reply-stream.ts";
import { replyWhole } from "./reply-whole.ts";
import { resume } from "./resume.ts";
import { handOver } from "./hand-over.ts";
import { openSettlement } from "./settle.ts";

/** The life of one inference request, in order. Start reading here. Rejects with `GatewayError` only. */
export async function serve<O extends Operation>(
  ctx: RequestContext,
  request: Request,
  endpoint: Endpoint<O>,
  pathModel: string | undefined,
  gateway: Gateway,
): Promise<Response> {
  const known = gateway.authenticate(request, ctx.defer);
  const caller = known instanceof Promise ? await known : known;
  const about = { caller, operation: endpoint.dialect.operation, path: endpoint.paths[0] ?? "" };
  const settlement = openSettlement(ctx, about, gateway.events);
  let call: Call<O> | undefined;

  try {
    call = await readCall(request, endpoint.dialect, pathModel, gateway.settings);
    settlement.read(call);
    if (call.dialect.keeper?.isForBackground(call.body) === true) {
      const begun = await handOver(ctx, request, call, caller, gateway, settlement);
      if (begun !== undefined) return begun;
    }
    const resumed = await resume(call, caller, gateway.responses, ctx);
    const read = (call = await resolveNames(resumed, caller, gateway, ctx.now));
    settlement.read(read);
    const { group, ticket } = await enter(ctx, request, caller, read, endpoint.groups, gateway, settlement);
    const { answer, destination, hold } = await callRouted(
      ctx,
      read,
      group,
      gateway,
      settlement,
      async (deployment, attempt) => await callDeployment(ctx, read, deployment, attempt, gateway),
    );
    const served = {
      ...destination,
      limits: { ...hold?.headers, ...ticket?.headers },
      keySpentBefore: ticket?.keySpentBefore,
    };
    return "relay" in answer
      ? replyStream(ctx, read, answer, served, settlement)
      : await replyWhole(ctx, read, answer, served, settlement);
  } catch (cause) {
    const error = GatewayError.from(cause);
    const usage = settlement.mayBill() && call !== undefined ? estimateUsage(call, undefined, 0) : undefined;
    const isFailure = (error.cause instanceof UpstreamFault && settlement.isAsked()) || error.code === "internal";
    settlement.end(ctx.clientGone.aborted ? "abandoned" : isFailure ? "failed" : "refused", { usage, error });
    throw error;
  }
}
