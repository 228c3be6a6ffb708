import { UpstreamFault } from "../core/fault.ts";
import type { Frame } from "./frame.ts";
import { createFrameParser } from "./parse-frames.ts";

/**
 * A stream of events, each of which is JSON, as one list that grows: what Google sends to whoever does not ask for events
 * (ai.google.dev/api/generate-content, `alt`). A list that breaks off has no end.
 */
export function listFrames(frameBytesMax: number): TransformStream<Uint8Array, Uint8Array> {
  const parser = createFrameParser({ frameBytesMax });
  const encoder = new TextEncoder();
  let before = "[";
  const write = (frames: readonly Frame[]): string =>
    frames
      .map(({ data }) => {
        const item = before + data;
        before = ",\r\n";
        return item;
      })
      .join("");
  const check = (): void => {
    if (parser.fault !== undefined) throw new UpstreamFault(parser.fault);
  };
  return new TransformStream({
    transform(chunk, controller) {
      const text = write(parser.push(chunk));
      check();
      if (text !== "") controller.enqueue(encoder.encode(text));
    },
    flush(controller) {
      const text = write(parser.flush());
      check();
      controller.enqueue(encoder.encode(`${text}${before === "[" ? "[" : ""}]`));
    },
  });
}
