import type { Fault } from "../core/fault.ts";
import { concatBytes } from "./concat-bytes.ts";
import { createFrameEndFinder } from "./find-frame-ends.ts";
import type { Frame } from "./frame.ts";
import { createFrameParser } from "./parse-frames.ts";
import type { FrameObserver, PromptRewriter } from "./relay.ts";
import { frameTooLong } from "./stream-faults.ts";

const LF = 10;
const CR = 13;
const BLANK_LINE = new Uint8Array([LF, LF]);

/**
 * Shows every frame to the observer and leaves out those that `drop` names; all other bytes stay as they are.
 * A frame is held until its end is in: a client could not use it earlier.
 */
export function stripFrames(
  observer: FrameObserver,
  drop: (frame: Frame) => boolean,
  { frameBytesMax }: { readonly frameBytesMax: number },
): PromptRewriter {
  const parser = createFrameParser({ frameBytesMax });
  let lastEnd = -1;
  const findEnds = createFrameEndFinder((offset) => (lastEnd = offset));
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let holdsDropped = false;
  let broken: Frame | undefined;
  let begun = false;
  let fault: Fault | undefined;

  function look(frames: readonly Frame[]): void {
    for (const frame of frames) {
      begun = true;
      observer.push(frame);
      if (observer.fault !== undefined) {
        // An error of the provider's own passes. A frame that is none would stop a client before it reads what happened.
        if (observer.fault.kind === "broken-stream") broken = frame;
        return;
      }
      if (drop(frame)) holdsDropped = true;
    }
  }

  function hold(bytes: Uint8Array): void {
    held.push(bytes);
    heldBytes += bytes.byteLength;
    // The parser keeps nothing of a line that cannot be a field, and so does not notice its length.
    if (heldBytes > frameBytesMax) fault ??= frameTooLong(frameBytesMax);
  }

  function release(ending: Uint8Array): Uint8Array | undefined {
    const whole = held.length === 0 ? ending : concatBytes([...held, ending]);
    held = [];
    heldBytes = 0;
    return holdsDropped || broken !== undefined ? withoutDropped(whole) : whole;
  }

  function withoutDropped(bytes: Uint8Array): Uint8Array | undefined {
    const kept: Uint8Array[] = [];
    for (const part of splitFrames(bytes)) {
      const own = createFrameParser({ frameBytesMax });
      const frames = [...own.push(part), ...own.flush()];
      if (frames.some(({ data }) => data === broken?.data)) break;
      if (!frames.some(drop)) kept.push(part);
    }
    return kept.length === 0 ? undefined : concatBytes(kept);
  }

  return {
    push(chunk) {
      look(parser.push(chunk));
      lastEnd = -1;
      findEnds(chunk);
      if (lastEnd === chunk.byteLength) {
        const whole = release(chunk);
        holdsDropped = false;
        return whole;
      }
      if (lastEnd === -1) {
        hold(chunk);
        return undefined;
      }
      const out = release(chunk.subarray(0, lastEnd));
      hold(chunk.subarray(lastEnd));
      return out;
    },
    flush() {
      const last = parser.flush();
      look(last);
      if (heldBytes === 0) return undefined;
      // Bytes that make no frame would swallow the line that is written after them.
      if (last.length === 0 && !endsFrame(held)) return undefined;
      // Without its blank line a client would throw the last frame away, although it counts as delivered.
      return release(last.some((frame) => !drop(frame)) ? BLANK_LINE : new Uint8Array());
    },
    get fault() {
      return observer.fault ?? parser.fault ?? fault;
    },
    get begun() {
      return begun;
    },
  };
}

/** True for a frame that ends in CR, which is held because LF could follow. */
const endsFrame = (parts: readonly Uint8Array[]): boolean => parts.findLast((part) => part.length > 0)?.at(-1) === CR;

function splitFrames(bytes: Uint8Array): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  let start = 0;
  const take = (end: number): void => {
    if (end > start) parts.push(bytes.subarray(start, end));
    start = end;
  };
  createFrameEndFinder(take)(bytes);
  take(bytes.byteLength);
  return parts;
}
