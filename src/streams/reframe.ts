import type { Frame } from "./frame.ts";
import { writeFrames } from "./frame.ts";
import type { FrameParser } from "./parse-frames.ts";
import type { ChunkRewriter, FrameObserver, Rewritten } from "./relay.ts";

/**
 * Frames that come in another transport's wrapping become server-sent events. What they say stays as it is, but for what
 * `rewrite` makes of them; it gives undefined for those to leave out. `hold` gives what is left when it may be sent.
 */
export function reframe(
  observer: FrameObserver,
  rewrite: (frame: Frame) => Frame | undefined,
  parser: FrameParser,
  hold?: (frames: readonly Frame[]) => readonly Frame[] | Promise<readonly Frame[]>,
): ChunkRewriter {
  let begun = false;

  function pass(frames: readonly Frame[]): Rewritten | Promise<Rewritten> {
    const out: Frame[] = [];
    for (const frame of frames) {
      begun = true;
      observer.push(frame);
      if (observer.fault !== undefined) break;
      const rewritten = rewrite(frame);
      if (rewritten !== undefined) out.push(rewritten);
    }
    if (out.length === 0) return undefined;
    const held = hold?.(out) ?? out;
    return held instanceof Promise ? held.then(writeFrames) : writeFrames(held);
  }

  return {
    push: (chunk) => pass(parser.push(chunk)),
    flush: () => pass(parser.flush()),
    get fault() {
      return observer.fault ?? parser.fault;
    },
    get begun() {
      return begun;
    },
  };
}
