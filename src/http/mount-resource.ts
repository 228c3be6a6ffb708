import type { Hono } from "hono";
import { GatewayError } from "../core/errors.ts";
import type { ResourceRoute } from "../forwards/resources/index.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { requestContext } from "./request-context.ts";
import { respondError } from "./respond-error.ts";

/** A path of what providers keep for clients. The router takes HEAD for GET, and the answer would be fetched for nobody. */
export function mountResource(app: Hono, route: ResourceRoute, gateway: Gateway): void {
  for (const path of route.paths) {
    app.on(route.method, path, async (c) => {
      const ctx = requestContext(c.req.raw, c.executionCtx);
      try {
        if (c.req.raw.method === "HEAD")
          throw new GatewayError("method_not_allowed", `HEAD is not allowed here; use ${route.method}.`);
        return await route.respond(ctx, c.req.raw, c.req.param(), gateway);
      } catch (error) {
        return respondError(GatewayError.from(error), (known) => route.encodeError(known), ctx.id);
      }
    });
  }
}
