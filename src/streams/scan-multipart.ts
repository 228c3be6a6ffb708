import { concatBytes } from "./concat-bytes.ts";
import { cutShort, malformed } from "./malformed-multipart.ts";
import { parsePartHead, type PartHead } from "./parse-part-head.ts";

/** Bytes are views of the chunk that was pushed, and hold until it is written over. */
export type MultipartEvent =
  | { readonly kind: "part"; readonly head: PartHead }
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "end" };

export interface MultipartScanner {
  /** Throws `invalid_request` for what is no multipart body, or what two readers could read in two ways. */
  push(chunk: Uint8Array): readonly MultipartEvent[];
  /** The body is over. Throws `invalid_request` where its closing boundary has not come. */
  finish(): void;
}

const CR = 0x0d;
const LF = 0x0a;
const DASH = 0x2d;
const HEAD_BYTES_MAX = 16 * 1024;
const MARK_LINE_BYTES_MAX = 256;
const NOTHING = new Uint8Array();

/**
 * Cuts a multipart body (RFC 2046, section 5.1) at its boundaries, wherever its chunks are cut. Nothing is kept but what may be the
 * beginning of a boundary. A boundary without a whole line break before it is refused: some readers take it for one and others
 * do not, and what the gateway checks must be what the provider reads.
 */
export function scanMultipart(boundary: string): MultipartScanner {
  const mark = new TextEncoder().encode(`--${boundary}`);
  let state: "preamble" | "mark" | "head" | "data" | "end" = "preamble";
  /** Bytes of `mark` seen; undefined in the middle of a line. The body begins at the beginning of one. */
  let matched: number | undefined = 0;
  let before: "start" | "head" | "cr" | "lf" | "crlf" = "start";
  /** The line break and the part of `mark` that ended an earlier chunk. */
  let held: Uint8Array = NOTHING;
  let gathered: number[] = [];

  function scanContent(chunk: Uint8Array, from: number, out: MultipartEvent[]): number {
    let at = from;
    let begun = from;
    /** Where in this chunk the bytes begin that may belong to a boundary. */
    let heldAt = from;
    const emit = (bytes: Uint8Array): void => {
      if (state === "data" && bytes.length > 0) out.push({ kind: "data", bytes });
    };
    while (at < chunk.length) {
      if (matched === undefined) {
        at = findBreak(chunk, at);
        if (at === chunk.length) break;
        heldAt = at;
        matched = 0;
        before = chunk[at] === CR ? "cr" : "lf";
        at += 1;
        continue;
      }
      const byte = chunk[at];
      if (byte === mark[matched]) {
        matched += 1;
        at += 1;
        if (matched < mark.length) continue;
        if (before !== "start" && before !== "crlf") throw malformed("no line break (CRLF) goes before a boundary");
        if (held.length === 0) emit(chunk.subarray(begun, heldAt));
        held = NOTHING;
        state = "mark";
        return at;
      } else if (byte === LF && before === "cr" && matched === 0) {
        before = "crlf";
        at += 1;
      } else {
        // Not consumed: it may be the line break of the next boundary.
        emit(held);
        if (held.length > 0) begun = from;
        held = NOTHING;
        matched = undefined;
      }
    }
    if (matched === undefined) emit(chunk.subarray(begun));
    else if (held.length > 0) held = concatBytes([held, chunk.subarray(from)]);
    else {
      emit(chunk.subarray(begun, heldAt));
      held = chunk.slice(heldAt);
    }
    return at;
  }

  /** What follows a boundary on its line: two dashes behind the last one, else nothing but blanks. */
  function scanMark(chunk: Uint8Array, from: number, out: MultipartEvent[]): number {
    for (let at = from; at < chunk.length; at += 1) {
      gathered.push(chunk[at] ?? 0);
      const [first, second] = gathered;
      if (first === DASH && second === DASH) {
        state = "end";
        out.push({ kind: "end" });
        return chunk.length;
      }
      if (gathered.at(-1) !== LF) {
        if (gathered.length > MARK_LINE_BYTES_MAX) break;
        continue;
      }
      if (!/^[ \t]*\r\n$/.test(String.fromCharCode(...gathered))) break;
      [gathered, state] = [[], "head"];
      return at + 1;
    }
    if (gathered.length > MARK_LINE_BYTES_MAX || gathered.at(-1) === LF)
      throw malformed("other characters follow the boundary on its line");
    return chunk.length;
  }

  function scanHead(chunk: Uint8Array, from: number, out: MultipartEvent[]): number {
    for (let at = from; at < chunk.length; at += 1) {
      gathered.push(chunk[at] ?? 0);
      if (gathered.length > HEAD_BYTES_MAX)
        throw malformed(`the header of a part is longer than ${HEAD_BYTES_MAX} bytes`);
      const isOver = gathered.length === 2 ? endsHead(gathered, 2) : endsHead(gathered, 4);
      if (!isOver) continue;
      out.push({ kind: "part", head: parsePartHead(Uint8Array.from(gathered)) });
      [gathered, state, matched, before, held] = [[], "data", 0, "head", NOTHING];
      return at + 1;
    }
    return chunk.length;
  }

  return {
    push(chunk) {
      const out: MultipartEvent[] = [];
      for (let at = 0; at < chunk.length && state !== "end";)
        at =
          state === "mark"
            ? scanMark(chunk, at, out)
            : state === "head"
              ? scanHead(chunk, at, out)
              : scanContent(chunk, at, out);
      return out;
    },
    finish() {
      if (state !== "end") throw cutShort();
    },
  };
}

/** Nearly all bytes of a file are passed over here. */
function findBreak(chunk: Uint8Array, from: number): number {
  let at = from;
  while (at < chunk.length && chunk[at] !== LF && chunk[at] !== CR) at += 1;
  return at;
}

/** Whether so many bytes at the end of a header are line breaks alone. */
const endsHead = (bytes: readonly number[], count: number): boolean =>
  bytes.length >= count && bytes.slice(-count).every((byte, index) => byte === (index % 2 === 0 ? CR : LF));
