import { checkRouteAccess, type RouteGroup } from "../../auth/check-route-access.ts";
import type { RequestContext } from "../../core/context.ts";
import type { JsonObject } from "../../core/json.ts";
import { encodeOpenaiError } from "../../dialects/encode-openai-error.ts";
import type { ForwardTools } from "../../pipeline/forward-call.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { checkJsonType } from "../../pipeline/check-json-type.ts";
import { parseBody } from "../../pipeline/parse-body.ts";
import { readBody } from "../../streams/read-body.ts";
import { answerConversation } from "./answer-conversation.ts";
import { CONVERSATION_ROWS, type ConversationAct, pathsOf } from "./conversation-rows.ts";

const GROUPS: readonly RouteGroup[] = ["llm_api_routes", "openai_routes"];
const ACTS = Object.keys(CONVERSATION_ROWS) as readonly ConversationAct[];
const UPLOAD_TIMEOUT_MS = 30_000;

/** The public paths of conversations. No provider is asked: they are kept here, whoever answers in them. */
export const conversationRoutes = ACTS.map((act) => {
  const { method } = CONVERSATION_ROWS[act];
  return {
    method,
    paths: pathsOf(act),
    encodeError: encodeOpenaiError,
    /** Rejects with `GatewayError`. */
    async respond(
      ctx: RequestContext,
      request: Request,
      { id = "", item: itemId = "" }: ForwardTools["steps"],
      gateway: Gateway,
    ): Promise<Response> {
      const caller = await gateway.authenticate(request, ctx.defer);
      checkRouteAccess(caller, request.url, GROUPS);
      const body = method === "POST" ? await readJson(request, gateway.settings) : {};
      const { searchParams: query } = new URL(request.url);
      return Response.json(
        await answerConversation(caller, { act, id, itemId, query, body }, gateway.responses, ctx.now),
      );
    },
  };
});

/** A conversation may be created without a word. */
async function readJson(
  request: Request,
  { requestBytesMax, invalidUnicode }: Gateway["settings"],
): Promise<JsonObject> {
  const text = await readBody(request, { bytesMax: requestBytesMax, timeoutMs: UPLOAD_TIMEOUT_MS });
  if (text === "") return {};
  checkJsonType(request);
  return parseBody(text, invalidUnicode);
}
