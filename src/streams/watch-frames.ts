import type { Fault } from "../core/fault.ts";
import { concatBytes } from "./concat-bytes.ts";
import type { Frame } from "./frame.ts";
import { createFrameParser } from "./parse-frames.ts";
import type { FrameObserver } from "./relay.ts";
import { within } from "./within.ts";

/** What one read came to: a full buffer (more may be waiting), fewer bytes, or no bytes ever again. */
type Read = "full" | "some" | "over";

/** The branch of a stream that is watched. */
export interface FrameWatch {
  /** Never rejects. Asking again while a read is under way gives that same read. */
  read(): Promise<Read>;
  /** Reads what is in memory already. False when the branch broke. */
  drain(): Promise<boolean>;
  /** The source closed: its last frame may lack the blank line. */
  flush(): void;
  cancel(): void;
  /** True once a whole frame was seen. */
  readonly begun: boolean;
  /** False in the middle of a frame. */
  readonly betweenFrames: boolean;
  readonly fault: Fault | undefined;
}

const BUFFER_BYTES = 16 * 1024;
const BLANK_LINE = /(?:\n\r?\n|\r\r\n?|\n\r)$/;
const BREAK_BYTES_MAX = 3;
/** What is in memory arrives in the same turn of the event loop; the rest is for a busy machine. */
const DRAIN_MS = 5;

export function watchFrames(
  branch: ReadableStream<Uint8Array>,
  observer: FrameObserver,
  frameBytesMax: number,
): FrameWatch {
  const reader = branch.getReader({ mode: "byob" });
  const parser = createFrameParser({ frameBytesMax });
  let buffer = new Uint8Array(BUFFER_BYTES);
  let pending: Promise<Read> | undefined;
  let begun = false;
  let lastBytes = new Uint8Array();

  function look(frames: readonly Frame[]): void {
    for (const frame of frames) {
      begun = true;
      if (observer.fault === undefined) observer.push(frame);
    }
  }

  async function readOnce(): Promise<Read> {
    try {
      const { done, value } = await reader.read(buffer);
      if (done) return "over";
      lastBytes = concatBytes([lastBytes, value.slice(-BREAK_BYTES_MAX)]).slice(-BREAK_BYTES_MAX);
      look(parser.push(value));
      buffer = new Uint8Array(value.buffer);
      pending = undefined;
      return value.byteLength === BUFFER_BYTES ? "full" : "some";
    } catch {
      return "over";
    }
  }

  const read = (): Promise<Read> => (pending ??= readOnce());

  return {
    read,
    async drain() {
      // A read from before may have been content with the first bytes that came.
      let got = pending === undefined ? "full" : await within(DRAIN_MS, pending);
      if (got === "some") got = "full";
      while (got === "full") got = await within(DRAIN_MS, read());
      return got !== "over";
    },
    flush: () => look(parser.flush()),
    cancel: () => void reader.cancel().catch(() => undefined),
    get begun() {
      return begun;
    },
    get betweenFrames() {
      return lastBytes.byteLength === 0 || BLANK_LINE.test(String.fromCharCode(...lastBytes));
    },
    get fault() {
      return observer.fault ?? parser.fault;
    },
  };
}
