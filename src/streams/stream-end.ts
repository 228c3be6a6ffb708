import type { Fault } from "../core/fault.ts";

/** How a stream ended, told once per stream. */
export type StreamEnd =
  | { readonly how: "complete" }
  /** The client hung up. */
  | { readonly how: "abandoned" }
  /** The client is there but has stopped reading. */
  | { readonly how: "stuck" }
  /** The provider failed: reset, stall, timeout, broken frame, error told in the stream, or an end without its mark. */
  | { readonly how: "failed"; readonly fault: Fault };
