import { checkRouteAccess } from "../../auth/check-route-access.ts";
import type { ClientSecrets } from "../../auth/client-secrets.ts";
import { secretOf } from "../../core/caller.ts";
import type { RequestContext } from "../../core/context.ts";
import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import {
  optionalNumber,
  optionalObject,
  optionalString,
  requiredObject,
  invalidRequest,
} from "../../dialects/read-fields.ts";
import { authorize } from "../../pipeline/authorize.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { parseBody } from "../../pipeline/parse-body.ts";
import { readBody } from "../../streams/read-body.ts";
import { GROUPS } from "./paths.ts";
import { TRANSCRIPTION } from "./read-handshake.ts";
import { readTranscriber } from "./read-transcription.ts";

/** The secret holds the session, and goes in a header, of which no server takes much. */
const SESSION_CHARS_MAX = 16 * 1024;
const BODY = { bytesMax: 64 * 1024, timeoutMs: 30_000 } as const;
const SECONDS = { least: 10, most: 7_200, usual: 600 } as const;

/**
 * A short-lived secret for a browser: https://platform.openai.com/docs/api-reference/realtime-sessions/create-realtime-client-secret.
 * It is the gateway's own; one of the provider's would lead past every limit. Rejects with `GatewayError`.
 */
export async function makeClientSecret(
  ctx: RequestContext,
  request: Request,
  gateway: Gateway,
  secrets: ClientSecrets,
): Promise<Response> {
  const caller = await gateway.authenticate(request, ctx.defer);
  checkRouteAccess(caller, request.url, GROUPS);
  const body = parseBody(await readBody(request, BODY), gateway.settings.invalidUnicode);
  const { model, session } = readSession(body);
  authorize(caller, { model, wishes: {} }, gateway);
  const seconds = readSeconds(body);
  const expiresAtMs = ctx.now() + seconds * 1_000;
  const value = await secrets.write({ key: secretOf(caller), model, session, expiresAtMs });
  const isTranscription = session["type"] === TRANSCRIPTION;
  return Response.json(
    {
      value,
      expires_at: Math.floor(expiresAtMs / 1_000),
      session: {
        ...session,
        object: isTranscription ? "realtime.transcription_session" : "realtime.session",
        id: `sess_${crypto.randomUUID().replaceAll("-", "")}`,
        ...(!isTranscription && { model }),
      },
    },
    { headers: { "cache-control": "no-store", "x-litellm-call-id": ctx.id } },
  );
}

/** The model that is asked for, and what is to be said to the provider of a session. */
function readSession({ session: asked }: JsonObject): { readonly model: string; readonly session: JsonObject } {
  const { type: kind, model: named, ...rest } = requiredObject(asked, "session");
  const type = optionalString(kind, "session.type") ?? "realtime";
  if (type !== "realtime" && type !== TRANSCRIPTION) throw invalidRequest("session.type", "realtime or transcription");
  const session = { type, ...rest };
  if (JSON.stringify(session).length > SESSION_CHARS_MAX)
    throw new GatewayError("invalid_request", `A session may have at most ${SESSION_CHARS_MAX} characters.`, {
      param: "session",
    });
  const isTranscription = type === TRANSCRIPTION;
  const path = isTranscription ? "session.audio.input.transcription.model" : "session.model";
  const model = isTranscription ? readTranscriber(session) : optionalString(named, path);
  if (model === undefined || model === "") throw invalidRequest(path, "the name of a model");
  return { model, session };
}

function readSeconds({ expires_after: asked }: JsonObject): number {
  const path = "expires_after.seconds";
  const seconds = optionalNumber(optionalObject(asked, "expires_after")?.["seconds"], path) ?? SECONDS.usual;
  if (Number.isInteger(seconds) && seconds >= SECONDS.least && seconds <= SECONDS.most) return seconds;
  throw invalidRequest(path, `a whole number from ${SECONDS.least} to ${SECONDS.most}`);
}
