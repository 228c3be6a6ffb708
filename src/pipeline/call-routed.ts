import type { RequestContext } from "../core/context.ts";
import type { Deployment } from "../core/deployment.ts";
import type { ErrorCode } from "../core/errors.ts";
import { GatewayError } from "../core/errors.ts";
import type { Fault } from "../core/fault.ts";
import { UpstreamFault } from "../core/fault.ts";
import { zeroUsd } from "../core/money.ts";
import type { Operation } from "../core/operation.ts";
import { noUsage } from "../core/usage.ts";
import type { Ticket } from "../limits/ticket.ts";
import type { CheckId } from "../router/filters/filter.ts";
import type { ModelGroup } from "../router/model-index.ts";
import { NobodyFits } from "../router/router.ts";
import type { Destination } from "../router/router.ts";
import { pause } from "../streams/pause.ts";
import type { Answer, WholeAnswer } from "./call-upstream.ts";
import { callUpstream } from "./call-upstream.ts";
import { countHere, countInstead } from "./count-here.ts";
import { describeRoute, withWishes } from "./describe-route.ts";
import { faultToError } from "./fault-to-error.ts";
import type { Gateway } from "./gateway.ts";
import { holdDeployment } from "./hold-deployment.ts";
import { type MockUpstream, mockUpstream } from "./mock-upstream.ts";
import type { Metered } from "./metered.ts";
import type { Call } from "./read-call.ts";
import { openStream } from "./reply-stream.ts";
import type { OpenStream } from "./reply-stream.ts";
import type { Settlement } from "./settle.ts";

interface Won<T> {
  readonly answer: T;
  /** What the attempt holds of its deployment. */
  readonly hold: Ticket | undefined;
}

interface Routed<T> extends Won<T> {
  readonly destination: Destination;
}

/**
 * Takes a call to a deployment that answers it, over retries and fallbacks. `ask` rejects with an `UpstreamFault` where
 * another deployment may be tried. Rejects with a `GatewayError`, whose cause is that fault if it was a deployment that failed.
 */
export async function callRouted<T>(
  ctx: RequestContext,
  call: Metered,
  group: ModelGroup,
  gateway: Gateway,
  settlement: Settlement,
  ask: (deployment: Deployment, destination: Destination) => Promise<T>,
): Promise<Routed<T>> {
  const { router, models, settings } = gateway;
  const { wishes } = call;
  /** Whose faults they were: a provider may repeat the credential it was sent. */
  const culprits = new Map<unknown, Deployment>();

  async function attempt(destination: Destination): Promise<Won<T>> {
    const deployment = withWishes(destination.deployment, wishes);
    try {
      const hold = await holdDeployment(ctx, call, deployment, destination.number, gateway.limiter);
      // Nobody waits for it any more.
      if (ctx.clientGone.aborted || destination.left?.aborted === true) {
        if (hold !== undefined) ctx.defer(hold.settle({ usage: noUsage, cost: zeroUsd, excludeCached: false }));
        throw clientGone();
      }
      settlement.attempting(destination, hold);
      return { answer: await ask(deployment, destination), hold };
    } catch (cause) {
      if (cause instanceof GatewayError && (cause.code !== "client_gone" || isRefusal(cause.cause)))
        settlement.refused(destination);
      const error = isOwnTimeout(cause, call) ? new UpstreamFault({ ...cause.fault, isLocal: true }, cause) : cause;
      culprits.set(error, deployment);
      throw error;
    }
  }

  try {
    const { value, destination } = await router.route(describeRoute(call, group.name, settings.router), group, {
      attempt,
      findGroup: ({ name }) => models.find(name),
      pause: async (ms) => {
        await pause(ms, ctx.clientGone).catch((cause: unknown) => {
          throw clientGone(cause);
        });
      },
      remainingMs() {
        // Nobody is asked any more for a client that has left.
        if (ctx.clientGone.aborted || call.isSpent?.() === true) return 0;
        return wishes.totalMs === undefined ? Infinity : ctx.startedAtMs + wishes.totalMs - ctx.now();
      },
      failed: (left, fault) => settlement.failed(left, fault),
      outrun: (left) => settlement.outrun(left),
      isMock: call.mock !== undefined,
      defer: ctx.defer,
    });
    return { ...value, destination };
  } catch (error) {
    if (error instanceof NobodyFits) throw refuse(error.check, group.name, error);
    if (!(error instanceof UpstreamFault)) throw error;
    const culprit = culprits.get(error);
    throw culprit === undefined
      ? new GatewayError("provider_overloaded", error.message, {
          cause: error,
          retryAfterSeconds: secondsOf(error.fault),
        })
      : faultToError(error.fault, culprit, error);
  }
}

const clientGone = (cause?: unknown): GatewayError =>
  new GatewayError("client_gone", "The client closed the connection.", { cause });

/** The answer of one deployment, or of what stands in for it; of a stream, its first frame is in. */
export async function callDeployment<O extends Operation>(
  ctx: RequestContext,
  call: Call<O>,
  deployment: Deployment,
  destination: Destination,
  gateway: Gateway,
): Promise<OpenStream<O> | WholeAnswer<O>> {
  const answer = await answerOf(ctx, call, deployment, destination, gateway);
  return isStream(answer) ? await openStream(ctx, call, answer, deployment, destination.left) : answer;
}

async function answerOf<O extends Operation>(
  ctx: RequestContext,
  call: Call<O>,
  deployment: Deployment,
  { number, fallbacks, watched, left }: Destination,
  gateway: Gateway,
): Promise<Answer<O>> {
  const provider = gateway.adapterOf(deployment.provider);
  const mock = mockUpstream(call, deployment, { attempt: number, fallbacks });
  // How these go says nothing about the deployment.
  if (mock?.isOfRequest === true || call.operation === "count") watched.left();
  const askInstead = async ({ adapter, send }: Pick<MockUpstream, "adapter" | "send">): Promise<Answer<O>> =>
    await callUpstream(ctx, call, deployment, adapter, { ...gateway.upstream, fetch: send });
  const standIn = mock ?? countHere(call, deployment, provider);
  if (standIn !== undefined) return await askInstead(standIn);
  try {
    return await callUpstream(ctx, call, deployment, provider, gateway.upstream, left);
  } catch (error) {
    const counter = countInstead(error, call, deployment, provider);
    if (counter === undefined) throw error;
    return await askInstead(counter);
  }
}

const secondsOf = ({ retryAfterMs }: Fault): number | undefined =>
  retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1_000);

/** Whether the provider itself said no; what broke off may be billed all the same. */
const isRefusal = (cause: unknown): boolean => cause instanceof UpstreamFault && cause.fault.kind !== "broken-stream";

/** A client that would not wait says nothing about the deployment. */
const isOwnTimeout = (error: unknown, { wishes }: Metered): error is UpstreamFault =>
  error instanceof UpstreamFault &&
  error.fault.kind === "timeout" &&
  (wishes.totalMs !== undefined || wishes.firstByteMs !== undefined);

const isStream = <O extends Operation>(answer: Answer<O>): answer is Answer<O> & { readonly kind: "stream" } =>
  answer.kind === "stream";

/** What a client hears whose request fits none of a model's deployments. */
const REFUSALS = {
  "context-window": ["context_window_exceeded", "The request is longer than any deployment of this model takes"],
  capabilities: ["unsupported_parameter", "The request needs what no deployment of this model can do"],
  region: ["no_deployment", "No deployments available in the region that was asked for"],
  tags: ["tags_denied", "Not allowed to access model due to tags configuration"],
} as const satisfies Record<CheckId, readonly [ErrorCode, string]>;

function refuse(check: CheckId, model: string, cause: NobodyFits): GatewayError {
  const [code, message] = REFUSALS[check];
  return new GatewayError(code, `${message}. Passed model=${model.slice(0, 200)}`, { cause });
}
