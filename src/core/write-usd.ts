import type { NanoUsd } from "./money.ts";

const NANO = 1e9;

/** Dollars as text, to the last billionth and without an exponent: scripts read this with decimal parsers. */
export function writeUsd(amount: NanoUsd): string {
  const billionths = String(amount % NANO).padStart(9, "0");
  return `${Math.floor(amount / NANO)}.${billionths}`.replace(/\.?0+$/, "");
}
