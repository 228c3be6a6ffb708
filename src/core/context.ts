import type { RequestId } from "./ids.ts";

/** What every stage may need and no stage may change. Stage results travel as arguments, never in here. */
export interface RequestContext {
  readonly id: RequestId;
  readonly startedAtMs: number;
  /** Fires when the client leaves. */
  readonly clientGone: AbortSignal;
  readonly now: () => number;
  /** Lets work outlive the response. Workers cut it off 30 s after the response ends or the client leaves. */
  readonly defer: (work: Promise<unknown>) => void;
  /** Only where nobody waits for the answer. */
  readonly background?: InBackground | undefined;
}

/** A request that goes on when its client has left. */
export interface InBackground {
  /** What the client calls the answer: it was told so before there was one. */
  readonly answerId: string;
  /** When it said to be created. */
  readonly createdSeconds: number;
}
