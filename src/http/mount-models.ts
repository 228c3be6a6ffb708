import type { Context, Hono } from "hono";
import { checkRouteAccess, type RouteGroup } from "../auth/check-route-access.ts";
import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { encodeError as encodeAnthropicError } from "../dialects/anthropic-messages/map-error.ts";
import { encodeOpenaiError } from "../dialects/encode-openai-error.ts";
import { encodeError as encodeGoogleError } from "../dialects/gemini/map-error.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { describeListed, type ListedModel } from "./listed-model.ts";
import { describeForAnthropic, listModelsForAnthropic } from "./list-models-for-anthropic.ts";
import { describeForGoogle, listModelsForGoogle } from "./list-models-for-google.ts";
import { describeModel, listModels, type ModelCatalogue, usableNames } from "./list-models.ts";
import { requestContext } from "./request-context.ts";
import { respondError } from "./respond-error.ts";

/** How clients of one API are told which models there are. */
interface Shape {
  readonly group: RouteGroup;
  list(ids: readonly string[], query: URLSearchParams, describe: (id: string) => ListedModel): JsonObject;
  one(id: string, describe: (id: string) => ListedModel): JsonObject;
  encodeError(error: GatewayError): JsonObject;
}

const OPENAI: Shape = {
  group: "openai_routes",
  list: listModels,
  one: describeModel,
  encodeError: encodeOpenaiError,
};
const ANTHROPIC: Shape = {
  group: "anthropic_routes",
  list: listModelsForAnthropic,
  one: (id, describe) => describeForAnthropic(describe(id)),
  encodeError: encodeAnthropicError,
};
const GOOGLE: Shape = {
  group: "google_routes",
  list: listModelsForGoogle,
  one: (id, describe) => describeForGoogle(describe(id)),
  encodeError: encodeGoogleError,
};

/** OpenAI's path is Anthropic's too, whose clients always say the version of its API, and Google's, whose key has a header of its own. */
function byHeader(c: Context): Shape {
  if (c.req.header("anthropic-version") !== undefined) return ANTHROPIC;
  return c.req.header("x-goog-api-key") === undefined ? OPENAI : GOOGLE;
}

const PATHS: readonly (readonly [path: string, shape: (c: Context) => Shape])[] = [
  ["/v1/models", byHeader],
  ["/models", () => OPENAI],
  ["/anthropic/v1/models", () => ANTHROPIC],
  ["/v1beta/models", () => GOOGLE],
];

/** The lists of models that a key may use, and each of them alone. */
export function mountModels(app: Hono, catalogue: ModelCatalogue, gateway: Gateway): void {
  const describe = (id: string): ListedModel => describeListed(id, gateway);

  async function answer(c: Context, shape: Shape, write: (usable: readonly string[]) => JsonObject): Promise<Response> {
    try {
      const caller = await gateway.authenticate(c.req.raw, (work) => c.executionCtx.waitUntil(work));
      checkRouteAccess(caller, c.req.url, ["llm_api_routes", shape.group, "info_routes"]);
      return c.json(write(usableNames(caller, catalogue)));
    } catch (error) {
      const { id } = requestContext(c.req.raw, c.executionCtx);
      return respondError(GatewayError.from(error), (known) => shape.encodeError(known), id);
    }
  }

  for (const [path, shapeFor] of PATHS) {
    app.get(path, async (c) => {
      const shape = shapeFor(c);
      return await answer(c, shape, (usable) => shape.list(usable, new URL(c.req.url).searchParams, describe));
    });
    app.get(`${path}/:id{.+}`, async (c) => {
      const shape = shapeFor(c);
      const id = c.req.param("id");
      return await answer(c, shape, (usable) => {
        if (usable.includes(id)) return shape.one(id, describe);
        throw new GatewayError("object_not_found", `There is no model "${id.slice(0, 200)}" that this key may use.`, {
          param: "model",
        });
      });
    });
  }
}
