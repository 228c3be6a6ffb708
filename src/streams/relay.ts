import type { Fault } from "../core/fault.ts";
import type { Frame } from "./frame.ts";
import type { StreamEnd } from "./stream-end.ts";

export interface RelayLimits {
  /** From `open` to the first frame. */
  readonly firstByteMs: number;
  /** The longest silence between two chunks of the source. Comments count as life. */
  readonly idleMs: number;
  /** From `open` to the end. */
  readonly totalMs: number;
  /** The largest single frame that is looked at; a longer one is a fault. */
  readonly frameBytesMax: number;
}

/** What the provider's side of a stream came to. */
export type SourceEnd =
  | { readonly how: "closed" }
  | { readonly how: "failed"; readonly fault: Fault }
  /** The client did not read for `idleMs`. */
  | { readonly how: "stuck" };

/** The final word on a stream: how it ended, and the last bytes the client is to read. */
export interface Conclusion {
  readonly end: StreamEnd;
  readonly tail: Uint8Array | undefined;
}

export interface RelayStart {
  /** Fires when the client hangs up. It may never fire; a failed write tells the same. */
  readonly clientGone: AbortSignal;
  /** Called exactly once, after the last chunk was looked at; not called when the client is gone. */
  conclude(end: SourceEnd): Conclusion;
}

export interface StartedRelay {
  /** The body of the client's response. */
  readonly body: ReadableStream<Uint8Array>;
  /** Resolves exactly once and never rejects; by then the source is closed or cancelled. */
  readonly done: Promise<StreamEnd>;
}

/** A provider's stream on its way to the client. */
export interface Relay {
  /**
   * Waits for the first frame (or the end of the source). Rejects with `UpstreamFault` when the source fails,
   * or says nothing for `firstByteMs`; then nothing was sent and another provider may be tried.
   */
  open(): Promise<void>;
  /** Starts sending. Call once, after `open`. */
  start(start: RelayStart): StartedRelay;
  /** Gives up before `start`. */
  cancel(): void;
}

/** Sees every frame of a stream whose bytes pass untouched. */
export interface FrameObserver {
  push(frame: Frame): void;
  /** Set as soon as the stream is known to be broken; the relay then stops the source. */
  readonly fault: Fault | undefined;
}

export type Rewritten = Uint8Array | undefined;

/** Turns the source's chunks into the client's chunks. A promise, where something has to be done before the client reads them, never rejects. */
export interface ChunkRewriter {
  push(chunk: Uint8Array): Rewritten | Promise<Rewritten>;
  /** The source closed: whatever was held back. */
  flush(): Rewritten | Promise<Rewritten>;
  readonly fault: Fault | undefined;
  /** True once a whole frame was seen. */
  readonly begun: boolean;
}

/** One that waits for nothing. */
export interface PromptRewriter extends ChunkRewriter {
  push(chunk: Uint8Array): Rewritten;
  flush(): Rewritten;
}
