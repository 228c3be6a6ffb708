import type { Frame } from "./frame.ts";
import { writeFrames } from "./frame.ts";
import type { FrameParser } from "./parse-frames.ts";
import type { FrameObserver, PromptRewriter } from "./relay.ts";

/**
 * Frames that come in another transport's wrapping become server-sent events. What they say stays as it is, but for what
 * `rewrite` makes of them; it gives undefined for those to leave out.
 */
export function reframe(
  observer: FrameObserver,
  rewrite: (frame: Frame) => Frame | undefined,
  parser: FrameParser,
): PromptRewriter {
  let begun = false;

  function pass(frames: readonly Frame[]): Uint8Array | undefined {
    const out: Frame[] = [];
    for (const frame of frames) {
      begun = true;
      observer.push(frame);
      if (observer.fault !== undefined) break;
      const rewritten = rewrite(frame);
      if (rewritten !== undefined) out.push(rewritten);
    }
    return out.length === 0 ? undefined : writeFrames(out);
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
