import type { NumberedFrame } from "../background-runs.ts";

/** What can be read of a run: it grows until it is over. */
export interface FrameSource {
  /** Some of those from this place on; none where there are no more by now. */
  read(place: number): readonly NumberedFrame[];
  readonly isOver: boolean;
  /** It is over, and its last frame is not the end of its answer. */
  readonly isCut: boolean;
  readonly changed: Promise<void>;
}

const encoder = new TextEncoder();

/**
 * The frames behind this number as bytes, as they come and no sooner than they are read. The last one of all is told to
 * whoever asks: its object may have been lost, and with it the numbers that they had read. A stream that lacks its end
 * fails, as it does when its object is lost: who comes back is told the end.
 */
export function streamFrames(source: FrameSource, after: number): ReadableStream<Uint8Array> {
  let place = 0;
  let isTold = false;
  let last: NumberedFrame | undefined;
  return new ReadableStream({
    // Only a stream of bytes can leave an object.
    type: "bytes",
    async pull(controller) {
      const tell = (frames: readonly NumberedFrame[]): void => {
        isTold = true;
        controller.enqueue(encoder.encode(frames.map(({ text }) => text).join("")));
      };
      for (;;) {
        const { isOver, isCut, changed } = source;
        const news = source.read(place);
        place += news.length;
        last = news.at(-1) ?? last;
        const wanted = news.filter(({ sequence }) => sequence > after);
        if (wanted.length > 0) return tell(wanted);
        if (news.length > 0) continue;
        if (isCut) return controller.error(new Error("The answer was cut off."));
        if (isOver && !isTold && last !== undefined) return tell([last]);
        if (isOver) {
          controller.close();
          controller.byobRequest?.respond(0);
          return;
        }
        await changed;
      }
    },
  });
}
