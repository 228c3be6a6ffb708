import { Buffer } from "node:buffer";
import { UpstreamFault } from "../core/fault.ts";

/** A JSON text, up to its first field of a name. */
export interface SplitJson {
  /** All of it, where there is no such field. */
  readonly text: string;
  /** What that field holds in base64, as it comes; undefined where there is none. It has to be read or cancelled. */
  readonly bytes: ReadableStream<Uint8Array> | undefined;
}

/** Far more than is said beside a film. */
const TEXT_CHARS_MAX = 1024 * 1024;
/** An escape whose end is still to come. */
const OPEN_ESCAPE = /\\(?:u[\da-f]{0,3})?$/i;

/**
 * Cuts a JSON text before a field that may be too large to be held. Rejects with an `UpstreamFault` for a text that is too
 * long without it; the bytes fail with one where their end is missing.
 */
export async function splitBase64(body: ReadableStream<Uint8Array>, field: string): Promise<SplitJson> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const opening = new RegExp(`"${field}"\\s*:\\s*"`);
  let text = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    text += chunk.value;
    const found = opening.exec(text);
    if (found !== null)
      return { text: text.slice(0, found.index), bytes: decode(reader, text.slice(found.index + found[0].length)) };
    if (text.length <= TEXT_CHARS_MAX) continue;
    await reader.cancel();
    throw new UpstreamFault({ kind: "invalid-answer", message: `The answer is longer than ${TEXT_CHARS_MAX} bytes.` });
  }
  return { text, bytes: undefined };
}

function decode(reader: ReadableStreamDefaultReader<string>, first: string): ReadableStream<Uint8Array> {
  let rest = first;
  let isOver = false;

  /** As much of `rest` as is whole; what is left of it waits for more. */
  function take(): Uint8Array {
    const end = rest.indexOf('"');
    isOver = end >= 0;
    const open = isOver ? end : (OPEN_ESCAPE.exec(rest)?.index ?? rest.length);
    const raw = rest.slice(0, open);
    // Google writes `=` as `\u003d`, and others `/` as `\/`.
    const plain = raw.includes("\\") ? (JSON.parse(`"${raw}"`) as string) : raw;
    const whole = isOver ? plain.length : plain.length - (plain.length % 4);
    rest = plain.slice(whole) + rest.slice(open);
    return Buffer.from(plain.slice(0, whole), "base64");
  }

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (let bytes = take(); ; bytes = take()) {
        if (bytes.length > 0) controller.enqueue(bytes);
        if (isOver) {
          controller.close();
          await reader.cancel();
          return;
        }
        if (bytes.length > 0) return;
        const { done, value } = await reader.read();
        if (done) throw new UpstreamFault({ kind: "broken-stream", message: "The answer ended before the film did." });
        rest += value;
      }
    },
    cancel: async (reason) => await reader.cancel(reason),
  });
}
