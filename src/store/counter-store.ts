import type { Checkpoint, Revoke, Settle, SettleAnswer, Shrink, Take, TakeAnswer } from "../counters/command.ts";

/** A fact to be kept with a settlement, or left by a draft, and delivered to the ledger, at least once. */
export interface OutboxEntry {
  readonly id: string;
  /** JSON text. */
  readonly event: string;
}

/**
 * An authority over counters. A shard is everything that must be decided together; its commands are decided one
 * after the other, by the authority's own clock. Every method rejects with `CounterStoreError` when the authority
 * did not answer in time; whether it acted is then unknown, and the same command may be sent again.
 */
export interface CounterStore {
  /** Rejects with `RangeError` for a `usableMs` out of bounds. */
  take(shard: string, take: Take): Promise<TakeAnswer>;
  checkpoint(shard: string, checkpoint: Checkpoint): Promise<"kept" | "ended">;
  shrink(shard: string, shrink: Shrink): Promise<"kept" | "ended">;
  /**
   * `entry` is stored in the same step, so that what was charged and what the ledger will hear never differ: on every
   * answer but `repeated`, even for a request that is not known (any more), and once while it waits. The ledger tells
   * a second delivery by its id.
   */
  settle(shard: string, settle: Settle, entry?: OutboxEntry): Promise<SettleAnswer>;
  revoke(shard: string, revoke: Revoke): Promise<void>;
  /**
   * What every command does first, for a shard that none comes to: ends leases, and hands drafts over. The last draft of
   * a request that was forgotten unsettled goes into the outbox, once, as an entry with the request's id.
   */
  sweep(shard: string): Promise<void>;
  /** The oldest entries of the outbox, without removing them. */
  peekOutbox(shard: string, max: number): Promise<readonly OutboxEntry[]>;
  /** Removes entries that the ledger has; those that are not there are ignored. */
  forgetOutbox(shard: string, ids: readonly string[]): Promise<void>;
}

export class CounterStoreError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "CounterStoreError";
  }
}
