import * as fc from "fast-check";
import type { Frame } from "../../../src/streams/frame.ts";

/** The parsing rules of server-sent events (WHATWG HTML, section 9.2.6), written for clarity, on a whole text. */
export function parseWhole(text: string): Frame[] {
  const frames: Frame[] = [];
  let data: string[] = [];
  let event: string | undefined;
  for (const line of `${text.replace(/^\uFEFF/, "")}\n\n`.split(/\r\n|\r|\n/)) {
    if (line === "") {
      if (data.length > 0) frames.push({ event, data: data.join("\n") });
      data = [];
      event = undefined;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    if (field === "event") event = value === "" ? undefined : value;
  }
  return frames;
}

/** Cuts bytes at the given offsets, which may be in any order and beyond the end. */
export function cutAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const cuts = [...new Set(offsets.map((offset) => offset % (bytes.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index] ?? bytes.length));
}

export const anyCuts = fc.array(fc.nat(), { maxLength: 40 });

export const lineBreak = fc.constantFrom("\n", "\r\n", "\r");
