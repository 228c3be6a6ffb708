import type { Context, Hono } from "hono";
import { GatewayError } from "../core/errors.ts";
import { forward } from "../pipeline/forward.ts";
import type { ForwardEndpoint, ForwardTools } from "../pipeline/forward-call.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { requestContext } from "./request-context.ts";
import { respondError } from "./respond-error.ts";

/** A path whose requests are passed on. Whatever goes wrong is told in the dialect of its clients. */
export function mountForward(app: Hono, endpoint: ForwardEndpoint, gateway: Gateway): void {
  for (const path of endpoint.paths) {
    app.on(endpoint.method, path, async (c) => await answerForward(c, endpoint, c.req.param(), gateway));
  }
}

export async function answerForward(
  c: Context,
  endpoint: ForwardEndpoint,
  steps: ForwardTools["steps"],
  gateway: Gateway,
): Promise<Response> {
  const ctx = requestContext(c.req.raw, c.executionCtx);
  try {
    return await forward(ctx, c.req.raw, endpoint, steps, gateway);
  } catch (error) {
    return respondError(GatewayError.from(error), (known) => endpoint.encodeError(known), ctx.id);
  }
}
