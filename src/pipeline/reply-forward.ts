import type { Caller } from "../core/caller.ts";
import type { RequestContext } from "../core/context.ts";
import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import type { Fault } from "../core/fault.ts";
import { UpstreamFault } from "../core/fault.ts";
import { type JsonObject, parseObject } from "../core/json.ts";
import type { Usage } from "../core/usage.ts";
import type { StreamWatcher } from "../dialects/dialect.ts";
import { type Frame, writeFrames } from "../streams/frame.ts";
import { createFrameParser } from "../streams/parse-frames.ts";
import { readAnswer } from "../streams/read-body.ts";
import type { SourceEnd } from "../streams/relay.ts";
import { reframe } from "../streams/reframe.ts";
import { relayNatively } from "../streams/relay-natively.ts";
import { relayPumped } from "../streams/relay-pumped.ts";
import { within } from "../streams/within.ts";
import { answerHeaders, type Served } from "./answer-headers.ts";
import { faultToError } from "./fault-to-error.ts";
import type { ForwardCall, Forwarded, Tap } from "./forward-call.ts";
import type { Settlement } from "./settle.ts";

const ANSWER_BYTES_MAX = 32 * 1024 * 1024;
/** Pictures come in frames. */
const FRAME_BYTES_MAX = 16 * 1024 * 1024;
const GONE_MS = 250;
/** What tells a client how to read a body that is passed on, which piece of it this is, and how to name it. */
const PASSED_ON = ["content-disposition", "content-range", "openai-version"] as const;

/** Sends what a provider answered to a forwarded call: read where it is text, and piped where it is not. */
export async function replyForward(
  ctx: RequestContext,
  call: ForwardCall,
  answer: Forwarded,
  served: Served,
  caller: Caller,
  settlement: Settlement,
): Promise<Response> {
  settlement.firstByte();
  const { response } = answer;
  const type = response.headers.get("content-type") ?? "application/octet-stream";
  const watcher = type.includes("event-stream") ? call.watch?.() : undefined;
  if (watcher !== undefined && response.body !== null)
    return await replyEvents(ctx, call, { ...answer, source: response.body }, watcher, served, settlement);
  const isText = /^(?:application\/([\w.-]+\+)?json\b|text\/)/.test(type) && !type.includes("event-stream");
  if (isText && call.isRaw !== true) return await replyText(ctx, call, answer, served, caller, settlement);
  return replyBytes(ctx, call, answer, served, settlement);
}

async function replyText(
  ctx: RequestContext,
  call: ForwardCall,
  { response, cancel, usage: said }: Forwarded,
  served: Served,
  caller: Caller,
  settlement: Settlement,
): Promise<Response> {
  const { headers, status } = response;
  const text = await readText(response, cancel, served.deployment.timeouts.totalMs).catch((cause: unknown) => {
    const error = asError(cause, served.deployment);
    // It has begun to answer, and may bill.
    settlement.end(ctx.clientGone.aborted ? "abandoned" : "failed", { usage: call.estimate(), error });
    throw error;
  });
  const body = parseObject(text);
  const told = { text, body, headers };
  const usage = (await call.charge?.(told)) ?? said ?? call.readUsage(told) ?? call.estimate();
  const rewritten = await rewriteBody(call, body, { deployment: served.deployment, caller }).catch((cause: unknown) => {
    const error = GatewayError.from(cause);
    settlement.end("failed", { usage, error });
    throw error;
  });
  const cost = settlement.end(ctx.clientGone.aborted ? "abandoned" : "served", { usage });
  const type = headers.get("content-type") ?? "application/json";
  return new Response(rewritten === undefined ? text : JSON.stringify(rewritten), {
    status,
    headers: passOn(answerHeaders(ctx, served, type, headers, cost), headers),
  });
}

/** Rejects with an `UpstreamFault` for what breaks off, takes too long or is too large. */
async function readText(response: Response, cancel: () => void, totalMs: number): Promise<string> {
  let fault = brokeOff;
  const timer = setTimeout(() => {
    fault = { kind: "timeout", message: `The answer was not complete after ${totalMs / 1_000} seconds.` };
    cancel();
  }, totalMs);
  try {
    return await readAnswer(response, { bytesMax: ANSWER_BYTES_MAX });
  } catch (cause) {
    throw cause instanceof UpstreamFault ? cause : new UpstreamFault(fault, cause);
  } finally {
    clearTimeout(timer);
  }
}

const rewriteBody = async (
  call: ForwardCall,
  body: JsonObject | undefined,
  served: { readonly deployment: Deployment; readonly caller: Caller },
): Promise<JsonObject | undefined> => (body === undefined ? undefined : await call.rewrite?.(body, served));

/** Bytes go by unread; what breaks them breaks the client's connection too. */
function replyBytes(
  ctx: RequestContext,
  call: ForwardCall,
  { response, cancel, usage: said }: Forwarded,
  served: Served,
  settlement: Settlement,
): Response {
  const { headers, status } = response;
  const tap = call.tap?.(typeOf(headers));
  const usage = (): Usage =>
    tap?.usage ?? said ?? call.readUsage({ text: "", body: undefined, headers }) ?? call.estimate();
  const init = { status, headers: passOn(answerHeaders(ctx, served, typeOf(headers), headers), headers) };
  if (response.body === null) {
    settlement.end("served", { usage: usage() });
    return new Response(null, init);
  }
  settlement.watch(usage);
  const { readable, writable } = tap === undefined ? passThrough(headers) : listen(tap);
  const piped = response.body.pipeTo(writable).then(
    () => "closed" as const,
    () => "broken" as const,
  );
  const settle = async (): Promise<void> => {
    const how = await within(served.deployment.timeouts.totalMs, piped, aborted(ctx.clientGone));
    if (how !== "closed") cancel();
    // A client that leaves breaks the pipe, and may be told of a moment later.
    if (how === "broken") await within(GONE_MS, aborted(ctx.clientGone));
    const isGone = how === "left" || ctx.clientGone.aborted;
    const error = faultToError(brokeOff, served.deployment);
    settlement.end(isGone ? "abandoned" : how === "closed" ? "served" : "failed", {
      usage: usage(),
      ...(how !== "closed" && !isGone && { error }),
    });
  };
  // Never rejects; the settlement already keeps the request alive until this has run.
  void settle();
  return new Response(readable, init);
}

async function replyEvents(
  ctx: RequestContext,
  call: ForwardCall,
  { source, response, cancel }: Forwarded & { readonly source: ReadableStream<Uint8Array> },
  watcher: StreamWatcher,
  served: Served,
  settlement: Settlement,
): Promise<Response> {
  const limits = { ...served.deployment.timeouts, frameBytesMax: FRAME_BYTES_MAX };
  const rewrite = (frame: Frame): Frame | undefined => call.rewriteFrame?.(frame, served.deployment);
  const relay =
    call.rewriteFrame === undefined
      ? relayNatively(source, watcher, limits, cancel)
      : relayPumped(source, reframe(watcher, rewrite, createFrameParser(limits)), limits);
  settlement.watch(() => watcher.usage ?? call.estimate());
  const leave = (): void => relay.cancel();
  ctx.clientGone.addEventListener("abort", leave, { once: true });
  await relay
    .open()
    .catch((cause: unknown) => {
      const error = asError(cause, served.deployment);
      // It has begun to answer, and may bill.
      settlement.end(ctx.clientGone.aborted ? "abandoned" : "failed", {
        usage: watcher.usage ?? call.estimate(),
        error,
      });
      throw error;
    })
    .finally(() => ctx.clientGone.removeEventListener("abort", leave));
  const { body, done } = relay.start({
    clientGone: ctx.clientGone,
    conclude(end) {
      const fault =
        end.how === "failed" ? end.fault : (watcher.fault ?? (isCut(end, call, watcher) ? cutOff : undefined));
      if (end.how === "closed" && fault === undefined) return { end: { how: "complete" }, tail: undefined };
      if (fault === undefined) return { end: { how: "stuck" }, tail: undefined };
      const told = call.encodeStreamError?.(faultToError(fault, served.deployment));
      return { end: { how: "failed", fault }, tail: told && writeFrames(told) };
    },
  });
  const settle = async (): Promise<void> => {
    const end = await done;
    const usage = watcher.usage ?? call.estimate();
    const error = end.how === "failed" ? faultToError(end.fault, served.deployment) : undefined;
    settlement.end(end.how === "complete" ? "served" : end.how === "failed" ? "failed" : "abandoned", { usage, error });
  };
  void settle();
  return new Response(body, {
    headers: { ...answerHeaders(ctx, served, "text/event-stream", response.headers), "cache-control": "no-cache" },
  });
}

/** As long as the provider says: the runtime tells the client no length that it cannot keep. */
const passThrough = (headers: Headers): IdentityTransformStream => {
  const length = lengthOf(headers);
  return length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length);
};

/** Undefined where it is not told; a body that the runtime has unpacked has another length. */
function lengthOf(headers: Headers): number | undefined {
  const length = headers.has("content-encoding") ? null : headers.get("content-length");
  return length === null ? undefined : Number(length);
}

/** What is not whole breaks off for the client too. */
const listen = (tap: Tap): TransformStream<Uint8Array, Uint8Array> =>
  new TransformStream({
    transform(chunk, controller) {
      tap.push(chunk);
      controller.enqueue(chunk);
    },
    flush(controller) {
      const fault = tap.finish();
      if (fault !== undefined) controller.error(new UpstreamFault(fault));
    },
  });

const brokeOff: Fault = { kind: "broken-stream", message: "The answer broke off." };

const cutOff: Fault = {
  kind: "broken-stream",
  message: "The provider closed the stream before the answer was complete.",
};

const isCut = ({ how }: SourceEnd, call: ForwardCall, watcher: StreamWatcher): boolean =>
  how === "closed" && call.isWhole?.(watcher) === false;

const typeOf = (headers: Headers): string => headers.get("content-type") ?? "application/octet-stream";

const passOn = (own: Record<string, string>, upstream: Headers): Record<string, string> => ({
  ...own,
  ...Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = upstream.get(name);
      return value === null ? [] : [[name, value]];
    }),
  ),
});

const aborted = async (signal: AbortSignal): Promise<"left"> => {
  if (signal.aborted) return "left";
  const { promise, resolve } = Promise.withResolvers<"left">();
  signal.addEventListener("abort", () => resolve("left"), { once: true });
  return await promise;
};

const asError = (cause: unknown, deployment: Deployment): GatewayError =>
  cause instanceof UpstreamFault ? faultToError(cause.fault, deployment, cause) : GatewayError.from(cause);
