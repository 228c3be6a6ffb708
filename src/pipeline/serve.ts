import type { Caller } from "../core/caller.ts";
import type { RequestContext } from "../core/context.ts";
import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import { UpstreamFault } from "../core/fault.ts";
import type { Operation } from "../core/operation.ts";
import { checkModelAccess } from "../auth/check-model-access.ts";
import { checkRouteAccess } from "../auth/check-route-access.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { ModelGroup } from "../router/model-index.ts";
import type { Ticket } from "../limits/ticket.ts";
import { run } from "../router/run.ts";
import { admit, namedBy } from "./admit.ts";
import type { Answer } from "./call-upstream.ts";
import { callUpstream } from "./call-upstream.ts";
import { estimateUsage } from "./estimate-usage.ts";
import { faultToError } from "./fault-to-error.ts";
import type { Gateway } from "./gateway.ts";
import { holdDeployment } from "./hold-deployment.ts";
import { readCall } from "./read-call.ts";
import type { Call } from "./read-call.ts";
import { openStream, replyStream } from "./reply-stream.ts";
import type { OpenStream } from "./reply-stream.ts";
import { replyWhole } from "./reply-whole.ts";
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
  /** The deployment whose turn it was last, and whether a provider was really asked. */
  let tried: Deployment | undefined;
  let isAsked = false;
  let hold: Ticket | undefined;

  try {
    call = await readCall(request, endpoint.dialect, pathModel, gateway.settings);
    const read = call;
    settlement.read(read);
    const enter = async (as: Caller, admission: string) => {
      checkRouteAccess(as, request.url, endpoint.groups);
      const group = authorize(as, read, gateway);
      const entrant = { admission, caller: as, call: read, group, draft: settlement.draft };
      return { group, ticket: await admit(ctx, entrant, gateway) };
    };
    let { group, ticket } = await enter(caller, ctx.id);
    if (ticket === "stale") {
      // The key, or whoever it or the request belongs to, has changed: what it may do is decided anew, once.
      await gateway.forgetKey(caller.key);
      for (const holder of namedBy(read)) gateway.holders.forget(holder);
      // Under another name: shards that had admitted it the first time, and got it back, would only say so again.
      const admission = `${ctx.id}/again`;
      ({ group, ticket } = await enter(await gateway.authenticate(request, ctx.defer), admission));
    }
    if (ticket === "stale")
      throw new GatewayError("limits_unavailable", "The key is being changed. Try again shortly.", {
        retryAfterSeconds: 1,
      });
    if (ticket !== undefined) settlement.admitted(ticket);

    const routed = await run(group.deployments, async (deployment, number) => {
      tried = deployment;
      hold = await holdDeployment(ctx, read, deployment, number, gateway.limiter);
      isAsked = true;
      settlement.attempting(deployment, group.name, number, hold);
      const answer = await callUpstream(ctx, read, deployment, gateway.adapterOf(deployment.provider), gateway.fetch);
      return isStream(answer) ? openStream(ctx, read, answer, deployment) : answer;
    });

    const served = {
      deployment: routed.deployment,
      modelGroup: group.name,
      attempts: routed.attempts,
      limits: { ...hold?.headers, ...ticket?.headers },
      keySpentBefore: ticket?.keySpentBefore,
    };
    return "relay" in routed.value
      ? replyStream(ctx, read, routed.value satisfies OpenStream<O>, served, settlement)
      : replyWhole(ctx, read, routed.value, served, settlement);
  } catch (cause) {
    const error =
      cause instanceof UpstreamFault && tried ? faultToError(cause.fault, tried, cause) : GatewayError.from(cause);
    // A provider that was left, or that broke off after it had begun to answer, may bill, and never said what for.
    const mayBill = ctx.clientGone.aborted || (cause instanceof UpstreamFault && cause.fault.kind === "broken-stream");
    const usage = mayBill && call !== undefined && isAsked ? estimateUsage(call, undefined, 0) : undefined;
    const isFailure = (cause instanceof UpstreamFault && isAsked) || error.code === "internal";
    settlement.end(ctx.clientGone.aborted ? "abandoned" : isFailure ? "failed" : "refused", { usage, error });
    throw error;
  }
}

const isStream = <O extends Operation>(answer: Answer<O>): answer is Answer<O> & { readonly kind: "stream" } =>
  answer.kind === "stream";

function authorize<O extends Operation>(caller: Caller, call: Call<O>, gateway: Gateway): ModelGroup {
  const name = Object.hasOwn(caller.aliases, call.model) ? (caller.aliases[call.model] ?? call.model) : call.model;
  checkModelAccess(caller, call.model, gateway.accessGroups);
  const group = gateway.models.find(name);
  if (group === undefined) {
    throw new GatewayError(
      "model_not_found",
      `Invalid model name passed in model=${call.model.slice(0, 200)}. Call \`/v1/models\` to view available models for your key.`,
      { param: "model" },
    );
  }
  return group;
}
