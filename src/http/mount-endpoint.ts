import type { Context, Hono } from "hono";
import { GatewayError } from "../core/errors.ts";
import type { Operation } from "../core/operation.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { serve } from "../pipeline/serve.ts";
import { requestContext } from "./request-context.ts";
import { respondError } from "./respond-error.ts";

/** An inference path. Whatever goes wrong is told in the dialect of the path's clients. */
export function mountEndpoint<O extends Operation>(app: Hono, endpoint: Endpoint<O>, gateway: Gateway): void {
  const answer = async (c: Context): Promise<Response> => {
    const ctx = requestContext(c.req.raw, c.executionCtx);
    try {
      return await serve(ctx, c.req.raw, endpoint, c.req.param("model"), gateway);
    } catch (error) {
      return respondError(GatewayError.from(error), (known) => endpoint.dialect.encodeError(known), ctx.id);
    }
  };

  for (const path of endpoint.paths) app.post(path, answer);
}
