import type { Caller } from "../core/caller.ts";
import type { RequestContext } from "../core/context.ts";
import { GatewayError } from "../core/errors.ts";
import type { Operation } from "../core/operation.ts";
import { ownerOf } from "../core/owner.ts";
import { isKeptHere, makeRunId } from "../core/response-id.ts";
import { CONVERSATION_CHARS_MAX } from "../store/conversation-store.ts";
import { authorize } from "./authorize.ts";
import { serviceOf } from "./call-upstream.ts";
import type { Gateway } from "./gateway.ts";
import type { Call } from "./read-call.ts";
import type { Settlement } from "./settle.ts";

/** Headers that say something of the request; only one that is configured for keys can be a credential. */
const CARRIED = /^(?:x-litellm-(?!api-key$)|(?:openai|anthropic)-(?:beta|version)$)/;
/** As for a request with a body that the gateway has read already. */
const NO_FRAME = -1;

/**
 * The answer to a client that does not wait, where no provider writes it in background: it is begun elsewhere. Undefined
 * for every other request. Rejects with a `GatewayError` for what is refused before a provider is asked.
 */
export async function handOver<O extends Operation>(
  ctx: RequestContext,
  request: Request,
  call: Call<O>,
  caller: Caller,
  gateway: Gateway,
  settlement: Settlement,
): Promise<Response | undefined> {
  const { keeper } = call.dialect;
  const { runs } = gateway;
  if (keeper === undefined || runs === undefined || ctx.background !== undefined) return undefined;
  if (!keeper.isForBackground(call.body) || isWrittenByProviders(call, caller, gateway)) return undefined;
  if (!keeper.wants(call.body))
    throw new GatewayError("invalid_request", "`background`: an answer that nobody keeps cannot be fetched later.", {
      param: "store",
    });
  // As a stream it is read, whatever the client takes out.
  const dropped = call.params.droppedParams?.filter((field) => field !== "stream");
  const said = JSON.stringify({
    ...keeper.foreground(call.sent),
    ...(dropped !== undefined && { additional_drop_params: dropped }),
  });
  if (said.length > CONVERSATION_CHARS_MAX)
    throw new GatewayError(
      "request_too_large",
      "`background`: more than 4 million characters are not kept, so that nobody could fetch the answer.",
    );
  const { model, previousId } = call;
  const id = makeRunId();
  const createdAtMs = ctx.now();
  const owner = ownerOf(caller);
  const queued = keeper.queued(call.body, { id, model, createdSeconds: Math.floor(createdAtMs / 1_000), previousId });
  // Its event is left there. One of ours would stand in the way of it, also where nobody can say whether it was begun.
  settlement.handOver();
  const job = {
    requestId: ctx.id,
    caller,
    url: request.url,
    headers: Object.fromEntries(
      [...request.headers].filter(([name]) => CARRIED.test(name) && name !== gateway.settings.keyHeaderName),
    ),
    body: said,
    row: {
      id,
      owner,
      keyHash: caller.key,
      model,
      previousId: previousId !== undefined && isKeptHere(previousId) ? previousId : null,
      input: keeper.itemsOf(call.body),
      createdAtMs,
    },
    queued,
  };
  const refusal = await runs.start(job).catch((error: unknown) => {
    // Nobody was told its name.
    ctx.defer(runs.remove(id, owner).catch(() => false));
    throw error;
  });
  if (refusal !== undefined) throw new GatewayError(refusal.code, refusal.message, refusal);
  const headers = { "x-litellm-call-id": ctx.id };
  if (!call.intent.stream) return Response.json(queued, { headers });
  const body = await runs.follow(id, owner, NO_FRAME);
  return new Response(body ?? null, {
    headers: { ...headers, "content-type": "text/event-stream", "cache-control": "no-cache" },
  });
}

/**
 * Whether each deployment that may serve it speaks as its client does, and so has a background of its own. What such a one
 * writes nobody would add to a conversation that is held here.
 */
function isWrittenByProviders<O extends Operation>(call: Call<O>, caller: Caller, gateway: Gateway): boolean {
  if (call.pinned !== undefined) return true;
  if (call.dialect.keeper?.readConversation(call.body) !== undefined) return false;
  const { deployments } = authorize(caller, call, gateway);
  return deployments.every((deployment) =>
    serviceOf(gateway.adapterOf(deployment.provider), call, deployment).dialects.some(
      ({ id }) => id === call.dialect.id,
    ),
  );
}
