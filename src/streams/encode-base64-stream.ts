import { concatBytes } from "./concat-bytes.ts";

export interface Base64Encoder {
  /** As many characters as can be told yet, as ASCII. */
  push(bytes: Uint8Array): Uint8Array;
  /** The last characters. */
  finish(): Uint8Array;
}

const GROUP_BYTES = 3;
/** Characters that are made of bytes at once: arguments of one call. */
const SLICE_BYTES = 8 * 1024 * GROUP_BYTES;

/** Base64 (RFC 4648, section 4) of bytes in pieces: at most two of them are kept. */
export function encodeBase64Stream(): Base64Encoder {
  const encoder = new TextEncoder();
  let held: Uint8Array = new Uint8Array();
  return {
    push(bytes) {
      const all = held.length === 0 ? bytes : concatBytes([held, bytes]);
      const whole = all.length - (all.length % GROUP_BYTES);
      held = all.slice(whole);
      let text = "";
      for (let at = 0; at < whole; at += SLICE_BYTES)
        text += encode(all.subarray(at, Math.min(at + SLICE_BYTES, whole)));
      return encoder.encode(text);
    },
    finish: () => encoder.encode(encode(held)),
  };
}

const encode = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
