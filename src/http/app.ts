import type { Context } from "hono";
import { Hono } from "hono";
import {
  chatCompletions,
  chatOfCohere,
  compaction,
  countContents,
  completions,
  countMessages,
  countResponses,
  embeddings,
  embedOfCohere,
  embedOfCohereV1,
  GEMINI_PATHS,
  geminiVerbs,
  images,
  messages,
  moderations,
  rerank,
  rerankOfCohere,
  responses,
} from "../endpoints/index.ts";
import { checkRouteAccess } from "../auth/check-route-access.ts";
import { createClientSecrets } from "../auth/client-secrets.ts";
import { GatewayError } from "../core/errors.ts";
import { countTokens } from "../diagnostics/count-tokens.ts";
import { explainRoute } from "../diagnostics/explain-route.ts";
import { mediaEndpoints } from "../forwards/index.ts";
import { conversationRoutes } from "../forwards/conversations/index.ts";
import { createResourceRoutes } from "../forwards/resources/index.ts";
import { videos } from "../forwards/videos.ts";
import { responseRoutes } from "../forwards/responses/index.ts";
import { transformRequest } from "../diagnostics/transform-request.ts";
import { findPassThrough } from "../forwards/pass-through/index.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import type { Signals } from "../router/signals.ts";
import type { ManagedObjects } from "../store/managed-objects.ts";
import { allActions } from "./all-actions.ts";
import type { ModelCatalogue } from "./list-models.ts";
import { runAction } from "./run-action.ts";
import type { LiveParts } from "../live/live-context.ts";
import { mountEndpoint, mountVerbs } from "./mount-endpoint.ts";
import { answerForward, mountForward } from "./mount-forward.ts";
import { mountModels } from "./mount-models.ts";
import { mountRealtime } from "./mount-realtime.ts";
import { mountResource } from "./mount-resource.ts";
import { respondDocument, respondPage } from "./openapi/respond.ts";
import { reportReadiness } from "./report-health.ts";
import type { HealthParts } from "./report-health.ts";
import { requestContext } from "./request-context.ts";
import { respondError } from "./respond-error.ts";

export interface AppParts {
  readonly gateway: Gateway;
  readonly catalogue: ModelCatalogue;
  readonly tenancy: Omit<LiveParts, "caller" | "servesItself">;
  readonly health: HealthParts;
  readonly objects: ManagedObjects;
  /** What is known of deployments at this instant. */
  readonly signals: () => Signals;
}

/** Every route of the gateway. */
export function createApp({ gateway, catalogue, tenancy, health, objects, signals }: AppParts): Hono {
  const app = new Hono();
  app.onError((error, c) => answerError(c, GatewayError.from(error)));
  app.notFound(async (c) => {
    const miss = explainMiss(app, c.req.method, c.req.path);
    const found =
      miss.code === "route_not_found" ? findPassThrough(c.req.raw, gateway, tenancy.live.variable) : undefined;
    return found === undefined ? answerError(c, miss) : await answerForward(c, found.endpoint, {}, found.gateway);
  });

  mountEndpoint(app, chatCompletions, gateway);
  mountEndpoint(app, completions, gateway);
  mountEndpoint(app, messages, gateway);
  mountEndpoint(app, countMessages, gateway);
  mountEndpoint(app, embeddings, gateway);
  mountEndpoint(app, images, gateway);
  mountEndpoint(app, rerank, gateway);
  mountEndpoint(app, chatOfCohere, gateway);
  mountEndpoint(app, embedOfCohere, gateway);
  mountEndpoint(app, embedOfCohereV1, gateway);
  mountEndpoint(app, rerankOfCohere, gateway);
  mountEndpoint(app, moderations, gateway);
  mountEndpoint(app, responses, gateway);
  mountEndpoint(app, countResponses, gateway);
  mountEndpoint(app, compaction, gateway);
  mountVerbs(app, GEMINI_PATHS, geminiVerbs, gateway);
  for (const endpoint of [...mediaEndpoints, videos(objects, Date.now)]) mountForward(app, endpoint, gateway);
  mountRealtime(app, gateway, () => createClientSecrets(tenancy.live.sealer));
  for (const route of [...createResourceRoutes(objects, Date.now), ...responseRoutes, ...conversationRoutes])
    mountResource(app, route, gateway);

  mountModels(app, catalogue, gateway);

  app.post("/utils/explain-route", async (c) =>
    c.json(await explainRoute(c.req.raw, await callerOf(c, gateway), { ...gateway, signals: signals() })),
  );

  app.post("/utils/token_counter", async (c) =>
    c.json(await countTokens(c.req.raw, await callerOf(c, gateway), gateway)),
  );
  app.post("/utils/transform_request", async (c) =>
    c.json(await transformRequest(c.req.raw, await callerOf(c, gateway), gateway)),
  );

  const servesItself = (path: string): boolean => METHODS.some((method) => serves(app, method, path));
  for (const action of allActions) {
    for (const path of action.paths) {
      app.on(action.method, path, async (c) =>
        runAction(action, path, c.req.raw, { ...tenancy, servesItself, caller: await callerOf(c, gateway) }),
      );
    }
  }

  app.get("/health/liveliness", (c) => c.json("I'm alive!"));
  app.get("/health/liveness", (c) => c.json("I'm alive!"));
  app.get("/health/readiness", async (c) => c.json(await reportReadiness(health)));
  for (const path of ["/health", "/health/:model{.+}"]) {
    app.get(path, async (c) => {
      const caller = await callerOf(c, gateway);
      checkRouteAccess(caller, c.req.url, ["info_routes"]);
      const { clientGone, now, defer } = requestContext(c.req.raw, c.executionCtx);
      const query = {
        model: (c.req.param("model") ?? c.req.query("model")) || undefined,
        modelId: c.req.query("model_id"),
      };
      return c.json(await health.check.report({ caller, clientGone, now, defer }, query));
    });
  }
  app.get("/openapi.json", respondDocument);
  app.get("/docs", respondPage);
  app.get("/", (c) =>
    c.json({ name: "Tollgate", version: health.version, openai_base_url: `${new URL(c.req.url).origin}/v1` }),
  );
  return app;
}

const callerOf = (c: Context, gateway: Gateway) =>
  gateway.authenticate(c.req.raw, (work) => c.executionCtx.waitUntil(work));

const TELLING_OTHERWISE = [messages, countMessages, chatOfCohere, embedOfCohere, embedOfCohereV1, rerankOfCohere];

/** Google's clients call a method behind a colon; the version is theirs alone. */
const isGoogles = (path: string): boolean =>
  path.startsWith("/v1beta/") || geminiVerbs.has(path.slice(path.lastIndexOf(":") + 1));

/** In OpenAI's words wherever a path is not another's. */
function answerError(c: Context, error: GatewayError): Response {
  const { path } = c.req;
  const other = isGoogles(path) ? countContents : TELLING_OTHERWISE.find(({ paths }) => paths.includes(path));
  const { dialect } = other ?? chatCompletions;
  return respondError(error, (known) => dialect.encodeError(known), requestContext(c.req.raw, c.executionCtx).id);
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const serves = (app: Hono, method: string, path: string): boolean => app.router.match(method, path)[0].length > 0;

/** Asked only when nothing matched, so that a path costs one route and not a second one to refuse other methods. */
function explainMiss(app: Hono, method: string, path: string): GatewayError {
  const allowed = METHODS.filter((other) => other !== method && serves(app, other, path));
  return allowed.length === 0
    ? new GatewayError("route_not_found", `There is no ${method} ${path.slice(0, 200)} here.`)
    : new GatewayError("method_not_allowed", `${method} is not allowed here; use ${allowed.join(" or ")}.`, {
        headers: { allow: allowed.join(", ") },
      });
}
