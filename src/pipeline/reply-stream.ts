import type { RequestContext } from "../core/context.ts";
import type { GatewayError } from "../core/errors.ts";
import type { Fault } from "../core/fault.ts";
import { UpstreamFault } from "../core/fault.ts";
import { zeroUsd } from "../core/money.ts";
import type { Operation } from "../core/operation.ts";
import { noUsage, type Usage } from "../core/usage.ts";
import type { StreamWatcher } from "../dialects/dialect.ts";
import type { Frame } from "../streams/frame.ts";
import { writeFrames } from "../streams/frame.ts";
import { createFrameParser } from "../streams/parse-frames.ts";
import type { Conclusion, Relay, RelayLimits, SourceEnd } from "../streams/relay.ts";
import { relayNatively } from "../streams/relay-natively.ts";
import { relayPumped } from "../streams/relay-pumped.ts";
import { reframe } from "../streams/reframe.ts";
import type { StreamEnd } from "../streams/stream-end.ts";
import { stripFrames } from "../streams/strip-frames.ts";
import { answerHeaders } from "./answer-headers.ts";
import type { Served } from "./answer-headers.ts";
import type { StreamAnswer } from "./call-upstream.ts";
import { estimateUsage } from "./estimate-usage.ts";
import { faultToError } from "./fault-to-error.ts";
import { namesOf } from "./name-answer.ts";
import type { Call } from "./read-call.ts";
import type { Settlement } from "./settle.ts";
import { translateStream } from "./translate-stream.ts";
import type { Deployment } from "../core/deployment.ts";

const FRAME_BYTES_MAX = 4 * 1024 * 1024;
/** A picture comes whole in one. */
const PICTURE_BYTES_MAX = 16 * 1024 * 1024;

/** A stream whose first frame is in and good; nothing has been sent to the client yet. */
export interface OpenStream<O extends Operation> {
  readonly answer: StreamAnswer<O>;
  readonly relay: Relay;
  readonly watcher: StreamWatcher;
}

/**
 * Waits for the first frame. Providers tell some failures as the first frame of a stream with status 200;
 * seeing it before anything was sent is what lets another deployment be tried. `left` fires when another one was faster.
 */
export async function openStream<O extends Operation>(
  ctx: RequestContext,
  call: Call<O>,
  answer: StreamAnswer<O>,
  deployment: Deployment,
  left?: AbortSignal,
): Promise<OpenStream<O>> {
  const watcher = answer.dialect.watcher();
  const relay = relayFor(ctx, call, answer, watcher, deployment);
  const leave = (): void => relay.cancel();
  ctx.clientGone.addEventListener("abort", leave, { once: true });
  // Stays: another attempt may have answered in the same instant.
  left?.addEventListener("abort", leave, { once: true });
  try {
    await relay.open();
  } finally {
    ctx.clientGone.removeEventListener("abort", leave);
  }
  if (watcher.fault === undefined) return { answer, relay, watcher };
  relay.cancel();
  throw new UpstreamFault(watcher.fault);
}

function relayFor<O extends Operation>(
  ctx: RequestContext,
  call: Call<O>,
  answer: StreamAnswer<O>,
  watcher: StreamWatcher,
  deployment: Deployment,
): Relay {
  const limits = limitsOf(call, deployment);
  const { frameBytesMax } = limits;
  const { framing = createFrameParser } = answer;
  if (!answer.native) {
    const encoder = call.dialect.encoder({
      includeUsage: call.intent.wantsStreamUsage,
      createdSeconds: Math.floor(ctx.now() / 1_000),
      request: call.body,
      thread: call.keeping?.thread,
    });
    const rewriter = translateStream(
      watcher,
      answer.dialect.decoder(),
      encoder,
      () => isWhole(answer, watcher),
      framing({ frameBytesMax }),
      namesOf(ctx, deployment),
      () => watcher.usage ?? estimateUsage(call, undefined, watcher.outputChars),
      call.keeping,
    );
    return relayPumped(answer.source, rewriter, limits);
  }
  // The usage chunk is always asked of the provider; only for a client who asked too can the bytes pass unseen.
  const drop = (frame: Frame): boolean => !call.intent.wantsStreamUsage && watcher.isUsageOnly(frame);
  const { renamer } = answer.dialect;
  const { keeping, publishing } = call;
  const gate = keeping?.natively;
  const rename = renamer && keeping?.renameAt(deployment);
  if (answer.framing !== undefined || rename !== undefined || publishing !== undefined) {
    const rewrite = (frame: Frame): Frame | undefined => {
      if (drop(frame)) return undefined;
      const renamed = rename === undefined ? frame : renamer?.frame(frame, rename, keeping?.thread);
      return renamed && publishing !== undefined ? publishing.frame(renamed, deployment) : renamed;
    };
    // A client that has read of something may ask for it at once: it is noted before.
    const release = (frames: readonly Frame[]): readonly Frame[] | Promise<readonly Frame[]> => {
      const noting = publishing?.noting();
      if (noting === undefined) return gate?.frames(frames) ?? frames;
      return noting.then(() => gate?.frames(frames) ?? frames);
    };
    const rewriter = reframe(
      watcher,
      rewrite,
      framing({ frameBytesMax }),
      gate === undefined && publishing === undefined ? undefined : release,
    );
    return relayPumped(answer.source, rewriter, limits);
  }
  return call.intent.wantsStreamUsage
    ? relayNatively(answer.source, watcher, limits, answer.cancel)
    : relayPumped(answer.source, stripFrames(watcher, drop, { frameBytesMax }), limits);
}

const limitsOf = <O extends Operation>({ operation }: Call<O>, { timeouts }: Deployment): RelayLimits => ({
  ...timeouts,
  frameBytesMax: operation === "image" ? PICTURE_BYTES_MAX : FRAME_BYTES_MAX,
});

const isWhole = <O extends Operation>(answer: StreamAnswer<O>, watcher: StreamWatcher): boolean =>
  watcher.ended || (watcher.finished && !answer.marksEnd);

export function replyStream<O extends Operation>(
  ctx: RequestContext,
  call: Call<O>,
  { answer, relay, watcher }: OpenStream<O>,
  served: Served,
  settlement: Settlement,
): Response {
  settlement.firstByte();
  settlement.watch(() => estimateUsage(call, watcher.usage, watcher.outputChars));
  const { body, done } = relay.start({
    clientGone: ctx.clientGone,
    conclude: (end) => conclude(end, call, answer, watcher, served.deployment),
  });
  // Never rejects; the settlement already keeps the request alive until this has run.
  void done.then(async (end) => await settle(end, call, answer.native, watcher, served.deployment, settlement));
  return new Response(body, {
    headers: { ...answerHeaders(ctx, served, "text/event-stream", answer.headers), "cache-control": "no-cache" },
  });
}

/** Decides what a stream came to, and what the client still has to read. */
function conclude<O extends Operation>(
  source: SourceEnd,
  call: Call<O>,
  answer: StreamAnswer<O>,
  watcher: StreamWatcher,
  deployment: Deployment,
): Conclusion {
  if (source.how === "closed" && watcher.fault === undefined && isWhole(answer, watcher)) {
    const marked = watcher.ended || !answer.native;
    return { end: { how: "complete" }, tail: marked ? undefined : writeFrames(call.dialect.endMark) };
  }
  const fault = source.how === "failed" ? source.fault : (watcher.fault ?? faultOf(source.how));
  const end: StreamEnd = source.how === "stuck" ? { how: "stuck" } : { how: "failed", fault };
  // On the native path an error of the provider's own has gone by, but not always in a shape that clients notice.
  return { end, tail: writeFrames(call.dialect.encodeStreamError(faultToError(fault, deployment))) };
}

const faultOf = (how: "closed" | "stuck"): Fault =>
  how === "closed"
    ? { kind: "broken-stream", message: "The provider closed the stream before the answer was complete." }
    : { kind: "broken-stream", message: "The stream was cut because the client did not read it." };

async function settle<O extends Operation>(
  end: StreamEnd,
  call: Call<O>,
  native: boolean,
  watcher: StreamWatcher,
  deployment: Deployment,
  settlement: Settlement,
): Promise<void> {
  // Usage comes with the last finish reason or behind it, so what was told by then is all, even if no end follows.
  const told = end.how === "complete" || watcher.finished ? watcher.usage : undefined;
  const usage = told ?? estimateUsage(call, watcher.usage, watcher.outputChars);
  // SDKs hang up as soon as they read an error: the provider is then the one that failed.
  const judged: StreamEnd =
    end.how === "abandoned" && watcher.fault !== undefined ? { how: "failed", fault: watcher.fault } : end;
  const isFollowed = native && told === undefined && (await follow(call, watcher, deployment, settlement, usage));
  settlement.end(outcomeOf(judged), { usage: isFollowed ? noUsage : usage, error: errorOf(judged, deployment) });
}

/** What goes on in background is charged when it is over. */
async function follow<O extends Operation>(
  { keeping }: Call<O>,
  { background, ended }: StreamWatcher,
  deployment: Deployment,
  settlement: Settlement,
  usage: Usage,
): Promise<boolean> {
  if (keeping === undefined || background === undefined || ended) return false;
  const answer = { id: background, status: "in_progress" };
  return await keeping.follow(answer, deployment, () => settlement.draft({ usage, cost: zeroUsd }));
}

const outcomeOf = (end: StreamEnd): "served" | "abandoned" | "failed" =>
  end.how === "complete" ? "served" : end.how === "failed" ? "failed" : "abandoned";

const errorOf = (end: StreamEnd, deployment: Deployment): GatewayError | undefined =>
  end.how === "failed" ? faultToError(end.fault, deployment) : undefined;
