import type { Hono } from "hono";
import { GatewayError } from "../core/errors.ts";
import { encodeOpenaiError } from "../dialects/encode-openai-error.ts";
import { openSession } from "../forwards/realtime/open-session.ts";
import { PATHS } from "../forwards/realtime/paths.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { requestContext } from "./request-context.ts";
import { respondError } from "./respond-error.ts";

/** Realtime sessions. What goes wrong before there is one is told as on any path of OpenAI's. */
export function mountRealtime(app: Hono, gateway: Gateway): void {
  for (const path of PATHS) {
    app.get(path, async (c) => {
      const ctx = requestContext(c.req.raw, c.executionCtx);
      try {
        return await openSession(ctx, c.req.raw, gateway);
      } catch (error) {
        return respondError(GatewayError.from(error), encodeOpenaiError, ctx.id);
      }
    });
  }
}
