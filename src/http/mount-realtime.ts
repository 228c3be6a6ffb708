import type { Context, Hono } from "hono";
import type { ClientSecrets } from "../auth/client-secrets.ts";
import type { RequestContext } from "../core/context.ts";
import { GatewayError } from "../core/errors.ts";
import { encodeOpenaiError } from "../dialects/encode-openai-error.ts";
import { makeClientSecret } from "../forwards/realtime/make-client-secret.ts";
import { openSession } from "../forwards/realtime/open-session.ts";
import { PATHS, SECRET_PATHS } from "../forwards/realtime/paths.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { requestContext } from "./request-context.ts";
import { respondError } from "./respond-error.ts";

/** Realtime sessions. What goes wrong before there is one is told as on any path of OpenAI's. */
export function mountRealtime(app: Hono, gateway: Gateway, secretsOf: () => ClientSecrets): void {
  for (const path of PATHS)
    app.get(path, async (c) => await answer(c, (ctx) => openSession(ctx, c.req.raw, gateway, secretsOf())));
  for (const path of SECRET_PATHS)
    app.post(path, async (c) => await answer(c, (ctx) => makeClientSecret(ctx, c.req.raw, gateway, secretsOf())));
}

async function answer(c: Context, run: (ctx: RequestContext) => Promise<Response>): Promise<Response> {
  const ctx = requestContext(c.req.raw, c.executionCtx);
  try {
    return await run(ctx);
  } catch (error) {
    return respondError(GatewayError.from(error), encodeOpenaiError, ctx.id);
  }
}
