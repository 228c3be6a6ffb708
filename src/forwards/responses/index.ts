import type { RouteGroup } from "../../auth/check-route-access.ts";
import type { RequestContext } from "../../core/context.ts";
import { isKeptHere } from "../../core/response-id.ts";
import { encodeOpenaiError } from "../../dialects/encode-openai-error.ts";
import { forward } from "../../pipeline/forward.ts";
import type { ForwardEndpoint, ForwardTools } from "../../pipeline/forward-call.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { answerKept } from "./answer-kept.ts";
import { readNativeCall } from "./read-native-call.ts";
import { pathsOf, RESPONSE_ROWS, type ResponseAct } from "./response-rows.ts";

const GROUPS: readonly RouteGroup[] = ["llm_api_routes", "openai_routes"];
const ACTS = Object.keys(RESPONSE_ROWS) as readonly ResponseAct[];

/** The public paths of responses that are kept: here, or by the provider that their ids lead to. */
export const responseRoutes = ACTS.map((act) => {
  const { method } = RESPONSE_ROWS[act];
  const paths = pathsOf(act);
  return {
    method,
    paths,
    encodeError: encodeOpenaiError,
    /** Rejects with `GatewayError`. */
    async respond(
      ctx: RequestContext,
      request: Request,
      steps: ForwardTools["steps"],
      gateway: Gateway,
    ): Promise<Response> {
      const { id = "" } = steps;
      if (isKeptHere(id)) {
        const caller = await gateway.authenticate(request, ctx.defer);
        const {
          responses: { store },
          runs,
        } = gateway;
        return await answerKept(caller, request.url, { act, id }, GROUPS, { store, runs });
      }
      const endpoint: ForwardEndpoint = {
        operation: "response",
        method,
        paths,
        groups: GROUPS,
        encodeError: encodeOpenaiError,
        // Async, so that what it throws is a rejection.
        read: async (asked, tools) => await Promise.resolve(readNativeCall(asked, act, tools, gateway)),
      };
      return await forward(ctx, request, endpoint, steps, gateway);
    },
  };
});
