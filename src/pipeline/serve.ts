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
import { run } from "../router/run.ts";
import { admit } from "./admit.ts";
import type { Answer } from "./call-upstream.ts";
import { callUpstream } from "./call-upstream.ts";
import { estimateUsage } from "./estimate-usage.ts";
import { faultToError } from "./fault-to-error.ts";
import type { Gateway } from "./gateway.ts";
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
  let asked: Deployment | undefined;

  try {
    call = await readCall(request, endpoint.dialect, pathModel, gateway.settings);
    const read = call;
    settlement.read(read);
    const enter = async (as: Caller) => {
      checkRouteAccess(as, request.url, endpoint.groups);
      const group = authorize(as, read, gateway);
      return { group, ticket: await admit(ctx.id, as, read, group, gateway) };
    };
    let { group, ticket } = await enter(caller);
    if (ticket === "stale") {
      // The key has changed since this isolate read it: what it may do is decided anew, once.
      await gateway.forgetKey(caller.key);
      ({ group, ticket } = await enter(await gateway.authenticate(request, ctx.defer)));
    }
    if (ticket === "stale")
      throw new GatewayError("limits_unavailable", "The key is being changed. Try again shortly.", {
        retryAfterSeconds: 1,
      });
    if (ticket !== undefined) settlement.admitted(ticket);

    const routed = await run(group.deployments, async (deployment, number) => {
      asked = deployment;
      settlement.attempting(deployment, group.name, number);
      const answer = await callUpstream(ctx, read, deployment, gateway.adapterOf(deployment.provider), gateway.fetch);
      return isStream(answer) ? openStream(ctx, read, answer, deployment) : answer;
    });

    const served = {
      deployment: routed.deployment,
      modelGroup: group.name,
      attempts: routed.attempts,
      limits: ticket?.headers ?? {},
    };
    return "relay" in routed.value
      ? replyStream(ctx, read, routed.value satisfies OpenStream<O>, served, settlement)
      : replyWhole(ctx, read, routed.value, served, settlement);
  } catch (cause) {
    const error =
      cause instanceof UpstreamFault && asked ? faultToError(cause.fault, asked, cause) : GatewayError.from(cause);
    if (ctx.clientGone.aborted) {
      // A provider that was asked may bill, and never said what for.
      const usage = call !== undefined && asked !== undefined ? estimateUsage(call, undefined, 0) : undefined;
      settlement.end("abandoned", { usage, error });
    } else {
      settlement.end(cause instanceof UpstreamFault || error.code === "internal" ? "failed" : "refused", { error });
    }
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
