import type { Adapter } from "../adapters/adapter.ts";
import type { RequestContext } from "../core/context.ts";
import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import { UpstreamFault } from "../core/fault.ts";
import { linger } from "../streams/linger.ts";
import { readAnswer } from "../streams/read-body.ts";
import { type ChunkReader, readChunks } from "../streams/read-chunks.ts";
import { callRouted } from "./call-routed.ts";
import { enter } from "./enter.ts";
import type { ForwardCall, Forwarded, ForwardRequest, ForwardTools, HeldCall, KeptEndpoint } from "./forward-call.ts";
import type { Gateway } from "./gateway.ts";
import { replyForward } from "./reply-forward.ts";
import { openSettlement } from "./settle.ts";

const ERROR_BYTES_MAX = 256 * 1024;
const LINGER_IDLE_MS = 1_000;

/**
 * The life of a request that is passed on without being read as a model's input: uploads, sound, files and the like. It is let
 * in, limited, routed and settled as any other; see `serve`. Rejects with `GatewayError` only.
 */
export async function forward(
  ctx: RequestContext,
  request: Request,
  endpoint: KeptEndpoint,
  steps: ForwardTools["steps"],
  gateway: Gateway,
): Promise<Response> {
  const upload: Upload = { isTaken: false };
  try {
    return await pass(ctx, request, endpoint, steps, gateway, upload);
  } catch (error) {
    const { isTaken, rest = request.bodyUsed ? undefined : readerOf(request) } = upload;
    if (!isTaken && rest !== undefined) await linger(async () => await rest.next());
    throw error;
  }
}

/** What is known of a body that may still be on its way. */
interface Upload {
  /** It is read by whoever sends it on. */
  isTaken: boolean;
  rest?: ChunkReader;
}

const readerOf = ({ body }: Request): ChunkReader | undefined =>
  body === null || body.locked ? undefined : readChunks(body, { bytesMax: Infinity, idleMs: LINGER_IDLE_MS });

async function pass(
  ctx: RequestContext,
  request: Request,
  endpoint: KeptEndpoint,
  steps: ForwardTools["steps"],
  gateway: Gateway,
  upload: Upload,
): Promise<Response> {
  const caller = await gateway.authenticate(request, ctx.defer);
  const about = { caller, operation: endpoint.operation, path: endpoint.paths[0] };
  const settlement = openSettlement(ctx, about, gateway.events);
  let call: ForwardCall | HeldCall | undefined;
  try {
    call = await endpoint.read(request, {
      caller,
      settings: gateway.settings,
      steps,
      opened: (rest) => void (upload.rest = rest),
    });
    const read = call;
    settlement.read(read);
    const { group, ticket } = await enter(ctx, request, caller, read, endpoint.groups, gateway, settlement);
    if ("respond" in read) {
      const response = await read.respond();
      settlement.end("served");
      for (const [name, value] of Object.entries({ "x-litellm-call-id": ctx.id, ...ticket?.headers }))
        response.headers.set(name, value);
      return response;
    }
    let isSpent = false;
    const once = { ...read, isSpent: () => isSpent, wishes: { ...read.wishes, retries: 0, isFallbackOff: true } };
    const { answer, destination, hold } = await callRouted(
      ctx,
      read.isOnce ? once : read,
      group,
      gateway,
      settlement,
      async (deployment, { watched, left }) => {
        // Whoever writes their own paths could else have a deployment rested that is well.
        if (endpoint.operation === "pass_through") watched.left();
        const adapter = gateway.adapterOf(deployment.provider);
        const prepared = await prepare(read, deployment, adapter);
        isSpent = true;
        upload.isTaken = true;
        return await ask(ctx, read, prepared, deployment, adapter, gateway, left);
      },
    );
    const served = {
      ...destination,
      limits: { ...hold?.headers, ...ticket?.headers },
      keySpentBefore: ticket?.keySpentBefore,
    };
    return await replyForward(ctx, read, answer, served, caller, settlement);
  } catch (cause) {
    const error = GatewayError.from(cause);
    const usage = settlement.mayBill() && call !== undefined && "estimate" in call ? call.estimate() : undefined;
    const isFailure = (error.cause instanceof UpstreamFault && settlement.isAsked()) || error.code === "internal";
    // An upload that breaks off may tell of it before the signal does.
    const isGone = ctx.clientGone.aborted || error.code === "client_gone";
    settlement.end(isGone ? "abandoned" : isFailure ? "failed" : "refused", { usage, error });
    throw error;
  }
}

/** Throws `GatewayError` for what cannot be asked of this deployment. */
async function prepare(call: ForwardCall, deployment: Deployment, adapter: Adapter): Promise<ForwardRequest> {
  if (adapter.needsCredential && deployment.credential === undefined)
    throw new GatewayError("credential_missing", `The gateway has no credential for ${adapter.id}.`);
  if (call.mock !== undefined || deployment.mockResponse !== undefined)
    throw new GatewayError("unsupported_operation", "There is no mock for what is passed on to a provider as it is.", {
      param: "mock_response",
    });
  return await call.prepare(deployment, adapter);
}

/** `left` fires when nobody wants the answer any more; the connection is then closed, also that of an answer that has begun. */
async function ask(
  ctx: RequestContext,
  call: ForwardCall,
  prepared: ForwardRequest,
  deployment: Deployment,
  adapter: Adapter,
  { upstream }: Pick<Gateway, "upstream">,
  left?: AbortSignal,
): Promise<Forwarded> {
  const { method, path, url, headers, body } = prepared;
  const abort = new AbortController();
  const { totalMs } = deployment.timeouts;
  const late = new UpstreamFault({
    kind: "timeout",
    message: `There was no answer within ${totalMs / 1_000} seconds.`,
  });
  const timer = setTimeout(() => abort.abort(late), totalMs);
  const leave = (): void => abort.abort();
  ctx.clientGone.addEventListener("abort", leave, { once: true });
  left?.addEventListener("abort", leave, { once: true });
  if (prepared.broken?.aborted === true) leave();
  else prepared.broken?.addEventListener("abort", leave, { once: true });
  const outgoing = {
    url: url ?? adapter.url(path, deployment),
    method,
    body: typeof body === "string" ? body : "",
    signal: abort.signal,
  };
  try {
    await adapter.sign(headers, deployment, outgoing, upstream);
    Object.assign(headers, deployment.headers);
    const init = { method, headers, body, redirect: "manual", signal: abort.signal } as const;
    const response = await upstream.fetch(outgoing.url, init);
    if (response.ok)
      return {
        response: (await prepared.translate?.(response)) ?? response,
        usage: prepared.told?.(),
        cancel: () => abort.abort(),
      };
    const text = await readAnswer(response, { bytesMax: ERROR_BYTES_MAX });
    throw new UpstreamFault(adapter.readFault(response.status, text, response.headers));
  } catch (error) {
    // Where the provider was never asked, or has not read to the end.
    if (body instanceof ReadableStream && !body.locked) await body.cancel(error).catch(() => undefined);
    const fault = call.bodyFault?.();
    if (fault !== undefined && !ctx.clientGone.aborted) throw fault;
    if (ctx.clientGone.aborted)
      throw new GatewayError("client_gone", "The client closed the connection.", { cause: error });
    if (error instanceof UpstreamFault || error instanceof GatewayError) throw error;
    if (abort.signal.reason instanceof UpstreamFault) throw abort.signal.reason;
    throw new UpstreamFault({ kind: "unreachable", message: "The connection failed before the answer came." }, error);
  } finally {
    clearTimeout(timer);
    ctx.clientGone.removeEventListener("abort", leave);
  }
}
