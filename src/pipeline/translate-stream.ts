import type { Operation, Operations } from "../core/operation.ts";
import type { Usage } from "../core/usage.ts";
import type { StreamDecoder, StreamEncoder, StreamWatcher } from "../dialects/dialect.ts";
import { encodeEvents } from "../dialects/encode-events.ts";
import type { Frame } from "../streams/frame.ts";
import { writeFrames } from "../streams/frame.ts";
import type { FrameParser } from "../streams/parse-frames.ts";
import type { ChunkRewriter } from "../streams/relay.ts";
import type { Keeping } from "./keep-answer.ts";
import { type AnswerNames, nameAnswer } from "./name-answer.ts";
import { tellUsage } from "./tell-usage.ts";

/** The provider's frames become events, and the events become the client's frames. */
export function translateStream<O extends Operation>(
  watcher: StreamWatcher,
  decoder: StreamDecoder<Operations[O]["event"]>,
  encoder: StreamEncoder<Operations[O]["event"]>,
  isWhole: () => boolean,
  parser: FrameParser,
  names: AnswerNames,
  estimate: () => Usage,
  keeping?: Pick<Keeping, "frames">,
): ChunkRewriter {
  let begun = false;
  const complete = (event: Operations[O]["event"]): Operations[O]["event"] =>
    tellUsage(nameAnswer(event, names), estimate);

  function translate(frames: readonly Frame[]): readonly Frame[] {
    const out: Frame[] = [];
    for (const frame of frames) {
      begun = true;
      watcher.push(frame);
      if (watcher.fault !== undefined) break;
      out.push(...encodeEvents(encoder, decoder.push(frame).map(complete)));
    }
    return out;
  }

  function write(frames: readonly Frame[]): Uint8Array | undefined | Promise<Uint8Array> {
    if (frames.length === 0) return undefined;
    const kept = keeping?.frames(frames) ?? frames;
    return kept instanceof Promise ? kept.then(writeFrames) : writeFrames(kept);
  }

  return {
    push: (chunk) => write(translate(parser.push(chunk))),
    flush() {
      const rest = translate(parser.flush());
      if (watcher.fault !== undefined || !isWhole()) return write(rest);
      return write([...rest, ...encodeEvents(encoder, decoder.finish().map(complete))]);
    },
    get fault() {
      return watcher.fault ?? parser.fault;
    },
    get begun() {
      return begun;
    },
  };
}
