import { secretOf } from "../../core/caller.ts";
import type { RequestContext } from "../../core/context.ts";
import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { followAnswer, type FollowedAnswer, type PlacedFrame } from "../../dialects/openai-responses/follow-answer.ts";
import { describeFailure } from "../../dialects/openai-responses/map-error.ts";
import { responses } from "../../endpoints/index.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { serve } from "../../pipeline/serve.ts";
import type { BackgroundJob, NumberedFrame, RunEnd } from "../../store/background-runs.ts";
import { type Frame, writeFrames } from "../../streams/frame.ts";
import { createFrameParser } from "../../streams/parse-frames.ts";

/** The last event holds all of the answer. */
const FRAME_BYTES_MAX = 16 * 1024 * 1024;

/** Who looks after a run while it goes on. */
export interface RunWatch extends Pick<RequestContext, "defer"> {
  /** Fires when it shall end, because it was cancelled or with a `GatewayError` that says why else. */
  readonly signal: AbortSignal;
  /** The request holds its limits and is understood: a provider is asked. */
  readonly letIn: () => void;
  /** Whether a refusal would still be told to whoever made the request. */
  readonly isAwaited: () => boolean;
  /** `isLast`: the answer is over. */
  readonly told: (frames: readonly NumberedFrame[], answer: JsonObject, isLast: boolean) => void;
}

export interface RunTools {
  readonly gateway: Gateway;
  readonly now: () => number;
}

/**
 * Answers a request whose client has left, by the same pipeline as any other. Rejects with a `GatewayError` only where it
 * was refused before it was let in, and somebody waits to be told.
 */
export async function runAnswer(job: BackgroundJob, watch: RunWatch, { gateway, now }: RunTools): Promise<void> {
  const followed = followAnswer(job.queued);
  const tell = (placed: readonly PlacedFrame[]): void => {
    if (placed.length > 0) watch.told(placed.map(numberFrame), followed.answer, followed.isOver);
  };
  let isLetIn = false;
  function letIn(): void {
    if (isLetIn) return;
    isLetIn = true;
    tell(followed.begin());
    watch.letIn();
  }
  const ctx: RequestContext = {
    id: job.requestId,
    startedAtMs: job.row.createdAtMs,
    clientGone: watch.signal,
    now,
    defer: watch.defer,
    background: { answerId: job.row.id, createdSeconds: Math.floor(job.row.createdAtMs / 1_000) },
  };
  try {
    const headers = { ...job.headers, "content-type": "application/json" };
    const request = new Request(job.url, { method: "POST", headers, body: job.body });
    const vouchedFor = secretOf(job.caller);
    const authenticate: Gateway["authenticate"] = (asked, defer) => gateway.authenticate(asked, defer, vouchedFor);
    const upstream: Gateway["upstream"] = {
      ...gateway.upstream,
      fetch(...asked) {
        letIn();
        return gateway.upstream.fetch(...asked);
      },
    };
    const answer = await serve(ctx, request, responses, undefined, { ...gateway, authenticate, upstream });
    // Not every provider is asked by a request.
    letIn();
    for await (const frames of framesIn(answer)) tell(frames.flatMap((frame) => followed.push(frame)));
    tell(conclude(followed, watch.signal, BROKEN));
  } catch (cause) {
    const error = GatewayError.from(cause);
    if (!isLetIn && watch.isAwaited()) throw error;
    letIn();
    tell(conclude(followed, watch.signal, error));
  }
}

/** How an answer ends that was cut off with all that was known of it. */
export function endOfLost(queued: JsonObject): RunEnd {
  const followed = followAnswer(queued);
  const error = new GatewayError("internal", "The gateway was restarted while it wrote this answer.");
  const frames = [...followed.begin(), ...followed.end("failed", describeFailure(error))].map(numberFrame);
  return { answer: followed.answer, frames };
}

const BROKEN = new GatewayError("provider_stream_broken", "The answer ended before it was complete.");

/** Nothing where the answer has an end of its own. */
function conclude(followed: FollowedAnswer, { aborted, reason }: AbortSignal, error: GatewayError) {
  if (aborted && !(reason instanceof GatewayError)) return followed.end("cancelled");
  return followed.end("failed", describeFailure(reason instanceof GatewayError ? reason : error));
}

async function* framesIn({ body }: Response): AsyncGenerator<readonly Frame[]> {
  const parser = createFrameParser({ frameBytesMax: FRAME_BYTES_MAX });
  // A `Response` of the worker's own types tells of its chunks nothing.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) yield parser.push(chunk);
  yield parser.flush();
}

const decoder = new TextDecoder();

const numberFrame = ({ sequence, frame }: PlacedFrame): NumberedFrame => ({
  sequence,
  text: decoder.decode(writeFrames([frame])),
});
