import { UpstreamFault } from "../core/fault.ts";
import { concatBytes } from "./concat-bytes.ts";
import { startDeadline } from "./deadline.ts";
import type { ChunkRewriter, Relay, RelayLimits, RelayStart, SourceEnd, StartedRelay } from "./relay.ts";
import { sendTail, STUCK_TAIL_MS, TAIL_MS } from "./send-tail.ts";
import type { StreamEnd } from "./stream-end.ts";
import { brokenOff, neverBegan, noFirstFrame, tookTooLong, wentSilent } from "./stream-faults.ts";
import { within } from "./within.ts";

/** Reads, rewrites and writes every chunk in JavaScript. One chunk at a time waits for a client that does not read. */
export function relayPumped(source: ReadableStream<Uint8Array>, rewriter: ChunkRewriter, limits: RelayLimits): Relay {
  const reader = source.getReader();
  const early: Uint8Array[] = [];
  let openedAtMs = 0;
  let sourceClosed = false;
  let cancelled = false;

  function cancel(): void {
    cancelled = true;
    // The source may have failed already, and then there is nothing left to stop.
    reader.cancel().catch(() => undefined);
  }

  async function readChunk(): Promise<Uint8Array | undefined> {
    const { done, value } = await reader.read();
    sourceClosed = done;
    if (cancelled) return undefined;
    return done ? rewriter.flush() : rewriter.push(value);
  }

  async function readToFirstFrame(): Promise<"read"> {
    while (!rewriter.begun && rewriter.fault === undefined && !sourceClosed) {
      const out = await readChunk();
      if (out !== undefined) early.push(out);
    }
    return "read";
  }

  async function open(): Promise<void> {
    openedAtMs = Date.now();
    let fault;
    let cause: unknown;
    try {
      const got = await within(limits.firstByteMs, readToFirstFrame());
      if (got === undefined) fault = noFirstFrame(limits.firstByteMs);
      else fault = rewriter.fault ?? (rewriter.begun ? undefined : neverBegan);
    } catch (error) {
      fault = brokenOff;
      cause = error;
    }
    if (fault === undefined || cancelled) return;
    cancel();
    throw new UpstreamFault(fault, cause);
  }

  function start(client: RelayStart): StartedRelay {
    const { readable, writable } = new IdentityTransformStream();
    const writer = writable.getWriter();
    const { promise: left, resolve: leave } = Promise.withResolvers<"abandoned">();
    const deadline = startDeadline(openedAtMs, limits);
    let writing = false;

    /** False when the client is gone. */
    async function deliver(bytes: Uint8Array): Promise<boolean> {
      writing = true;
      try {
        await writer.write(bytes);
      } catch {
        return false;
      }
      writing = false;
      deadline.moved();
      return true;
    }

    async function pump(): Promise<SourceEnd | "abandoned"> {
      if (early.length > 0 && !(await deliver(concatBytes(early)))) return "abandoned";
      while (!sourceClosed && rewriter.fault === undefined) {
        const out = await readChunk();
        deadline.moved();
        if (out !== undefined && !(await deliver(out))) return "abandoned";
      }
      return rewriter.fault === undefined ? { how: "closed" } : { how: "failed", fault: rewriter.fault };
    }

    async function expire(): Promise<SourceEnd> {
      if ((await deadline.passed) === "total") return { how: "failed", fault: tookTooLong(limits.totalMs) };
      return writing ? { how: "stuck" } : { how: "failed", fault: wentSilent(limits.idleMs) };
    }

    async function finish(): Promise<StreamEnd> {
      const pumped = pump().catch(() => ({ how: "failed", fault: brokenOff }) as const);
      const verdict = await Promise.race([left, pumped, expire()]);
      deadline.stop();
      if (verdict === "abandoned" || verdict.how !== "closed") cancel();
      if (verdict === "abandoned") {
        writer.abort().catch(() => undefined);
        return { how: "abandoned" };
      }
      const { end, tail } = client.conclude(verdict);
      await sendTail(writer, tail, verdict.how === "stuck" ? STUCK_TAIL_MS : TAIL_MS);
      return end;
    }

    const abandon = (): void => leave("abandoned");
    writer.closed.catch(abandon);
    if (client.clientGone.aborted) abandon();
    else client.clientGone.addEventListener("abort", abandon, { once: true });
    return { body: readable, done: finish() };
  }

  return { open, start, cancel };
}
