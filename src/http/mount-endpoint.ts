import type { Context, Hono } from "hono";
import { GatewayError } from "../core/errors.ts";
import type { Operation } from "../core/operation.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { serve } from "../pipeline/serve.ts";
import { listFrames } from "../streams/list-frames.ts";
import { requestContext } from "./request-context.ts";
import { respondError } from "./respond-error.ts";

/** An inference path. Whatever goes wrong is told in the dialect of the path's clients. */
export function mountEndpoint<O extends Operation>(app: Hono, endpoint: Endpoint<O>, gateway: Gateway): void {
  for (const path of endpoint.paths) app.post(path, (c) => answer(c, endpoint, c.req.param("model"), gateway));
}

/** Google's paths, whose last segment is `{model}:{verb}`: one route for all verbs, because a router is quickest without choices. */
export function mountVerbs<O extends Operation>(
  app: Hono,
  paths: readonly string[],
  verbs: ReadonlyMap<string, Endpoint<O>>,
  gateway: Gateway,
): void {
  for (const path of paths) {
    app.post(path, async (c) => {
      const call = c.req.param("call") ?? "";
      const colon = call.lastIndexOf(":");
      if (colon < 0) return c.notFound();
      const verb = call.slice(colon + 1);
      const endpoint = verbs.get(verb);
      if (endpoint === undefined)
        throw new GatewayError(
          "route_not_found",
          `There is no :${verb.slice(0, 100)} here; use :${[...verbs.keys()].join(", :")}.`,
        );
      const answered = await answer(c, endpoint, call.slice(0, colon), gateway);
      return asksForEvents(c) ? answered : asList(answered);
    });
  }
}

/** Pictures come in frames. */
const FRAME_BYTES_MAX = 16 * 1024 * 1024;

const asksForEvents = (c: Context): boolean => [c.req.query("alt"), c.req.query("$alt")].includes("sse");

/** Google streams a list to whoever asks for nothing else. */
function asList(response: Response): Response {
  const { status, headers: told, body } = response;
  if (body === null || told.get("content-type")?.includes("event-stream") !== true) return response;
  const headers = new Headers(told);
  headers.set("content-type", "application/json; charset=UTF-8");
  return new Response(body.pipeThrough(listFrames(FRAME_BYTES_MAX)), { status, headers });
}

async function answer<O extends Operation>(
  c: Context,
  endpoint: Endpoint<O>,
  model: string | undefined,
  gateway: Gateway,
): Promise<Response> {
  const ctx = requestContext(c.req.raw, c.executionCtx);
  try {
    return await serve(ctx, c.req.raw, endpoint, model, gateway);
  } catch (error) {
    return respondError(GatewayError.from(error), (known) => endpoint.dialect.encodeError(known), ctx.id);
  }
}
