import type { ClientSecrets, SessionGrant } from "../../auth/client-secrets.ts";
import { readCredential } from "../../auth/read-credential.ts";
import type { RequestContext } from "../../core/context.ts";
import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { answerHeaders } from "../../pipeline/answer-headers.ts";
import { callRouted } from "../../pipeline/call-routed.ts";
import { enter } from "../../pipeline/enter.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { redactSecrets } from "../../pipeline/redact-secrets.ts";
import { openSettlement, type Settlement } from "../../pipeline/settle.ts";
import { checkRoom } from "./check-room.ts";
import type { SessionCharge } from "./charge-part.ts";
import { chargeExtra, chargeTurn } from "./charge-turn.ts";
import { dialProvider } from "./dial-provider.ts";
import { GROUPS, PATHS } from "./paths.ts";
import { agreeOn, checkUpgrade, readHandshake, TRANSCRIPTION, withKey } from "./read-handshake.ts";
import { relaySession, SESSION_LIMITS, type Socket } from "./relay-session.ts";
import { SessionCore } from "./session-core.ts";
import { SoundTally } from "./sound-tally.ts";
import type { Side } from "./step.ts";

/**
 * The life of a realtime session. It is let in as one request, holds its place among the calls at once until it ends, and leaves
 * an event without usage; each turn is charged as it ends. Rejects with `GatewayError` only, and then there is no WebSocket.
 */
export async function openSession(
  ctx: RequestContext,
  incoming: Request,
  open: Gateway,
  secrets: ClientSecrets,
): Promise<Response> {
  checkUpgrade(incoming.headers);
  const protocol = agreeOn(incoming.headers);
  const { keyHeaderName } = open.settings;
  const request = withKey(incoming, keyHeaderName);
  const grant = await secrets.read(readCredential(request.headers, keyHeaderName) ?? "", ctx.now());
  const gateway = grant === undefined ? open : vouchFor(open, grant);
  const caller = await gateway.authenticate(request, ctx.defer);
  const settlement = openSettlement(ctx, { caller, operation: "realtime", path: PATHS[0] }, gateway.events);
  try {
    const handshake = readHandshake(request, grant);
    const { call, intent } = handshake;
    settlement.read(call);
    const { group, ticket } = await enter(ctx, request, caller, call, GROUPS, gateway, settlement);
    await checkRoom(ctx, { caller, call, group }, gateway);
    const { answer, destination, hold } = await callRouted(
      ctx,
      call,
      group,
      gateway,
      settlement,
      (deployment, { left }) =>
        dialProvider(handshake, deployment, gateway.adapterOf(deployment.provider), gateway.upstream, left),
    );
    if (ctx.clientGone.aborted) {
      answer.socket.accept();
      answer.socket.close(1000);
      throw new GatewayError("client_gone", "The client closed the connection.");
    }
    const { deployment } = destination;
    const redact = (text: string): string => redactSecrets(text, deployment);
    const onlyTranscribes = intent === TRANSCRIPTION;
    const core = new SessionCore({
      name: call.model,
      upstream: deployment.model,
      redact,
      onlyTranscribes,
      session: grant?.session,
      tally: onlyTranscribes ? undefined : tallyOf(deployment),
    });
    const pair = new WebSocketPair();
    const sockets = { client: pair[1], provider: answer.socket };
    for (const socket of Object.values(sockets)) {
      socket.binaryType = "arraybuffer";
      socket.accept();
    }
    settlement.firstByte();
    void keepSession({ ctx, request, caller, call, destination, gateway }, sockets, core, settlement);
    const served = { ...destination, limits: { ...hold?.headers, ...ticket?.headers } };
    const { "content-type": _, ...headers } = answerHeaders(ctx, served, "", answer.headers);
    return new Response(null, {
      status: 101,
      webSocket: pair[0],
      headers: { ...headers, ...(protocol && { "sec-websocket-protocol": protocol }) },
    });
  } catch (cause) {
    const error = GatewayError.from(cause);
    const isFailure = (error.cause instanceof UpstreamFault && settlement.isAsked()) || error.code === "internal";
    settlement.end(ctx.clientGone.aborted ? "abandoned" : isFailure ? "failed" : "refused", { error });
    throw error;
  }
}

/** Who shows the secret is whoever made it, each time that is asked. */
const vouchFor = (gateway: Gateway, { key }: SessionGrant): Gateway => ({
  ...gateway,
  authenticate: (request, defer) => gateway.authenticate(request, defer, key),
});

const tallyOf = ({ prices }: Deployment): SoundTally | undefined =>
  prices?.perSecond === undefined ? undefined : new SoundTally(prices.perMessage !== undefined);

/** Never rejects; the settlement keeps the request alive until this has run. */
async function keepSession(
  session: SessionCharge,
  sockets: Readonly<Record<Side, Socket>>,
  core: SessionCore,
  settlement: Settlement,
): Promise<void> {
  const { outcome, error } = await relaySession(sockets, {
    core,
    charge: (turn, demand, current) => chargeTurn(session, turn, demand, current),
    chargeExtra: (extra) => chargeExtra(session, extra),
    limits: SESSION_LIMITS,
    now: session.ctx.now,
  });
  settlement.end(outcome, { error });
}
