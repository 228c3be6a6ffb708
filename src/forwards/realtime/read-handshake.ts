import type { HeaderRecord } from "../../adapters/adapter.ts";
import type { SessionGrant } from "../../auth/client-secrets.ts";
import { readCredential } from "../../auth/read-credential.ts";
import { GatewayError } from "../../core/errors.ts";
import { RegionBound } from "../../pipeline/bind-region.ts";
import type { Metered } from "../../pipeline/metered.ts";
import { readEndUser } from "../../pipeline/read-end-user.ts";
import { readTags } from "../../pipeline/read-tags.ts";
import { readWishes } from "../../pipeline/read-wishes.ts";

/** What a client asks for when it opens a session. */
export interface Handshake {
  readonly call: Metered;
  /** Headers of the client that the provider is to see. */
  readonly headers: HeaderRecord;
  /** The kind of session, where it is not a conversation. */
  readonly intent: string | undefined;
}

/** Sessions that only write down what they hear. */
export const TRANSCRIPTION = "transcription";

const PROTOCOL = "realtime";
/** Browsers can set no header; OpenAI lets them put the key there. */
const KEY_PROTOCOL = "openai-insecure-api-key.";

/** Throws what a client hears that asks for no WebSocket: 426, RFC 9110 (15.5.22). */
export function checkUpgrade(headers: Headers): void {
  if (headers.get("upgrade")?.toLowerCase() === "websocket") return;
  throw new GatewayError("invalid_request", "A realtime session is a WebSocket: send `Upgrade: websocket`.", {
    status: 426,
    headers: { upgrade: "websocket", connection: "upgrade" },
  });
}

const protocolsOf = (headers: Headers): readonly string[] =>
  (headers.get("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());

/** The subprotocol to agree on; never the one with the key. */
export const agreeOn = (headers: Headers): typeof PROTOCOL | undefined =>
  protocolsOf(headers).includes(PROTOCOL) ? PROTOCOL : undefined;

/** The request as the rest of the gateway reads it: with a key that came as a subprotocol in the place of a header. */
export function withKey({ url, headers: sent }: Request, keyHeaderName?: string): Request {
  const headers = new Headers(sent);
  headers.delete("sec-websocket-protocol");
  const key = protocolsOf(sent).find((name) => name.startsWith(KEY_PROTOCOL));
  if (key !== undefined && readCredential(sent, keyHeaderName) === undefined)
    headers.set(keyHeaderName ?? "authorization", `Bearer ${key.slice(KEY_PROTOCOL.length)}`);
  return new Request(url, { headers });
}

/** A `grant` is what a client secret stands for: its model need not be named again. Throws `invalid_request`. */
export function readHandshake({ url, headers }: Pick<Request, "url" | "headers">, grant?: SessionGrant): Handshake {
  const query = new URL(url).searchParams;
  const model = query.get("model") ?? query.get("deployment") ?? grant?.model ?? "";
  if (model === "")
    throw new GatewayError("invalid_request", "The address names no model: `?model=`.", { param: "model" });
  if (grant !== undefined && model !== grant.model)
    throw new GatewayError("invalid_request", "The client secret was made for another model.", { param: "model" });
  const endUser = readEndUser(headers, undefined);
  const beta = headers.get("openai-beta");
  return {
    call: {
      operation: "realtime",
      model,
      // Where sound is what has a price, this says that there is one.
      intent: { stream: true, units: { mediaMs: 1_000 }, ...(endUser !== undefined && { endUser }) },
      body: {},
      tags: readTags({}, headers),
      wishes: readWishes({}, headers, model),
      bound: new RegionBound(),
      mock: undefined,
      texts: () => [],
    },
    headers: beta === null ? {} : { "openai-beta": beta },
    intent: grant === undefined ? (query.get("intent") ?? undefined) : intentOf(grant),
  };
}

/** Of a client secret, whatever its address asks. */
const intentOf = ({ session }: SessionGrant): Handshake["intent"] =>
  session["type"] === TRANSCRIPTION ? TRANSCRIPTION : undefined;
