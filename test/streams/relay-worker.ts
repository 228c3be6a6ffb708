/** A worker with nothing in it but the relays. What they came to is reported to `report`, once per request. */
import type { Fault } from "../../src/core/fault.ts";
import { UpstreamFault } from "../../src/core/fault.ts";
import type { Frame } from "../../src/streams/frame.ts";
import { writeFrames } from "../../src/streams/frame.ts";
import { relayNatively } from "../../src/streams/relay-natively.ts";
import { relayPumped } from "../../src/streams/relay-pumped.ts";
import type { Conclusion, FrameObserver, Relay, RelayLimits, SourceEnd } from "../../src/streams/relay.ts";
import { stripFrames } from "../../src/streams/strip-frames.ts";

export interface Asked {
  readonly id: string;
  readonly kind: "native" | "pumped";
  /** What to fetch. */
  readonly source: string;
  readonly report: string;
  readonly limits: Partial<RelayLimits>;
}

export interface Report {
  readonly id: string;
  readonly how: string;
  readonly fault: Fault | undefined;
  readonly frames: number;
  /** What `conclude` was called with, in order. */
  readonly concluded: readonly SourceEnd["how"][];
}

const LIMITS: RelayLimits = {
  firstByteMs: 5_000,
  idleMs: 5_000,
  totalMs: 30_000,
  frameBytesMax: 64 * 1024,
};

class Counter implements FrameObserver {
  frames = 0;
  ended = false;
  fault: Fault | undefined;

  push({ data }: Frame): void {
    this.frames += 1;
    if (data === "[DONE]") this.ended = true;
    if (data === "fault") this.fault = { kind: "overloaded", message: "told in the stream" };
  }
}

export default {
  async fetch(request, _env, execution) {
    const asked = JSON.parse(new URL(request.url).searchParams.get("asked") ?? "") as Asked;
    const settled = Promise.withResolvers<Omit<Report, "id">>();
    execution.waitUntil(
      settled.promise.then((found) =>
        fetch(asked.report, { method: "POST", body: JSON.stringify({ id: asked.id, ...found }) }),
      ),
    );
    const { body } = await fetch(asked.source);
    if (body === null) throw new TypeError("The source has no body.");

    const counter = new Counter();
    const relay = relayOf(asked, body, counter);
    try {
      await relay.open();
    } catch (error) {
      const fault = error instanceof UpstreamFault ? error.fault : undefined;
      settled.resolve({ how: "not opened", fault, frames: counter.frames, concluded: [] });
      return Response.json(fault, { status: 502 });
    }
    const concluded: SourceEnd["how"][] = [];
    const started = relay.start({
      clientGone: request.signal,
      conclude: (end) => {
        concluded.push(end.how);
        return conclude(end, counter);
      },
    });
    void started.done.then((end) =>
      settled.resolve({
        how: end.how,
        fault: end.how === "failed" ? end.fault : undefined,
        frames: counter.frames,
        concluded,
      }),
    );
    return new Response(started.body, { headers: { "content-type": "text/event-stream" } });
  },
} satisfies ExportedHandler;

function relayOf(asked: Asked, source: ReadableStream<Uint8Array>, counter: Counter): Relay {
  const limits = { ...LIMITS, ...asked.limits };
  return asked.kind === "native"
    ? relayNatively(source, counter, limits)
    : relayPumped(
        source,
        stripFrames(counter, ({ data }) => data === "usage", limits),
        limits,
      );
}

function conclude(source: SourceEnd, { ended }: Counter): Conclusion {
  if (source.how === "closed" && ended) return { end: { how: "complete" }, tail: undefined };
  const tail = writeFrames([{ event: "error", data: source.how }]);
  if (source.how === "stuck") return { end: source, tail };
  const fault: Fault = source.how === "failed" ? source.fault : { kind: "broken-stream", message: "no end mark" };
  return { end: { how: "failed", fault }, tail };
}
