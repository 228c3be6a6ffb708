import type { Caller } from "../core/caller.ts";
import type { RequestContext } from "../core/context.ts";
import type { Deployment } from "../core/deployment.ts";
import type { ErrorCode } from "../core/errors.ts";
import { GatewayError } from "../core/errors.ts";
import { UpstreamFault } from "../core/fault.ts";
import { asId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { Operation } from "../core/operation.ts";
import { chatCompletions, countMessages, embeddings, images, moderations, rerank } from "../endpoints/index.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { serve } from "../pipeline/serve.ts";
import type { Finding } from "../store/health-store.ts";
import type { ProbeTarget } from "./probe-target.ts";
import { straightRouter } from "./straight-router.ts";

/** Who asks, and what binds them. */
export interface Prober extends Pick<RequestContext, "clientGone" | "now" | "defer"> {
  readonly caller: Caller;
}

/** On the usage events of probes, so that their spend can be told from that of others, and limited. */
const PROBE_TAG = "health-check";
const PATH = "/health";

/** OpenAI refuses less than 16 for GPT-5 (LiteLLM's default is the same). */
const OUTPUT_TOKENS = 16;
/** A cap and not what it costs: OpenAI answers 400 when reasoning alone reaches the cap. */
const REASONING_OUTPUT_TOKENS = 256;
const OUTPUT_CAPS = new Set(["max_tokens", "max_completion_tokens"]);

const SEND: { readonly [O in Operation]: (ctx: RequestContext, target: ProbeTarget, as: Gateway) => Promise<unknown> } =
  {
    chat: async (ctx, target, as) => {
      const endpoint = { ...chatCompletions, paths: [PATH] };
      const { capabilities = [] } = target.deployment.routing;
      const usual = capabilities.includes("reasoning") ? REASONING_OUTPUT_TOKENS : OUTPUT_TOKENS;
      const body = requestOf({
        messages: [{ role: "user", content: "Answer with the word ok." }],
        max_tokens: target.options.outputTokensMax ?? usual,
      });
      return await serve(ctx, body, endpoint, target.name, as);
    },
    embedding: async (ctx, target, as) =>
      await serve(ctx, requestOf({ input: "ok" }), { ...embeddings, paths: [PATH] }, target.name, as),
    image: async (ctx, target, as) =>
      await serve(ctx, requestOf({ prompt: "A white square." }), { ...images, paths: [PATH] }, target.name, as),
    rerank: async (ctx, target, as) =>
      await serve(ctx, requestOf({ query: "ok", documents: ["ok"] }), { ...rerank, paths: [PATH] }, target.name, as),
    moderation: async (ctx, target, as) =>
      await serve(ctx, requestOf({ input: "ok" }), { ...moderations, paths: [PATH] }, target.name, as),
    count: async (ctx, target, as) => {
      const body = requestOf({ messages: [{ role: "user", content: "ok" }] });
      return await serve(ctx, body, { ...countMessages, paths: [PATH] }, target.name, as);
    },
  };

/**
 * Sends one small request to this deployment and to no other, through all that a client's request goes through: it is
 * limited and billed as a request of the caller. Never rejects.
 */
export async function probeDeployment(
  target: ProbeTarget,
  timeoutMs: number,
  { caller, clientGone, now, defer }: Prober,
  gateway: Gateway,
): Promise<Finding> {
  if (typeof target.probe === "string") return { verdict: "unprobed", reason: target.probe };
  const startedAtMs = now();
  const ctx = { id: asId<"request">(crypto.randomUUID()), startedAtMs, clientGone, now, defer };
  try {
    await SEND[target.probe.operation](ctx, target, aimAt(target, timeoutMs, caller, gateway));
    return { verdict: "healthy", latencyMs: now() - startedAtMs };
  } catch (cause) {
    const error = GatewayError.from(cause);
    if (error.code === "internal") console.error("a probe failed inside the gateway", ctx.id, error.cause);
    if (isGatewaysOwn(error)) return { verdict: "unprobed", reason: error.message };
    return { verdict: "unhealthy", latencyMs: now() - startedAtMs, status: error.status, error: error.message };
  }
}

/** The gateway as it would be if it had this deployment alone, and this caller were allowed to use it. */
function aimAt({ deployment, name }: ProbeTarget, timeoutMs: number, caller: Caller, gateway: Gateway): Gateway {
  const { groupModels: _, ...prober } = caller;
  const group = { name, deployments: [ready(deployment, timeoutMs)] };
  return {
    ...gateway,
    router: straightRouter,
    models: { ...gateway.models, find: (asked) => (asked === name ? group : undefined) },
    authenticate: () => ({ ...prober, models: [], aliases: {}, allowedRoutes: [] }),
  };
}

const ready = (deployment: Deployment, timeoutMs: number): Deployment => ({
  ...deployment,
  // Some providers refuse two caps at once.
  defaults: Object.fromEntries(Object.entries(deployment.defaults).filter(([field]) => !OUTPUT_CAPS.has(field))),
  timeouts: { ...deployment.timeouts, totalMs: timeoutMs },
});

const requestOf = (body: JsonObject): Request =>
  new Request(`http://gateway${PATH}`, {
    method: "POST",
    body: JSON.stringify({ ...body, tags: [PROBE_TAG] }),
  });

/** Refusals that came before the deployment was asked, and say nothing about it. */
const OWN: ReadonlySet<ErrorCode> = new Set([
  "rate_limited",
  "budget_exceeded",
  "limits_unavailable",
  "store_unavailable",
  "client_gone",
]);

const isGatewaysOwn = ({ code, cause }: GatewayError): boolean =>
  OWN.has(code) || (cause instanceof UpstreamFault && cause.fault.isLocal === true);
