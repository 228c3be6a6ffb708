import type { NanoUsd } from "./money.ts";

/** What may be used within any one minute. Absent is unlimited; 0 is nothing at all. */
interface RateLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
}

/** In the place of a budget's limit where there is a soft one alone: counted, and never a reason to refuse. */
export const NO_LIMIT = Number.MAX_SAFE_INTEGER as NanoUsd;

/** What may be spent for ever, or in each period. */
export interface BudgetLimit {
  readonly limit: NanoUsd;
  /** `1d`, `30d`, `1mo`, …; absent is never reset. */
  readonly duration?: string;
  /** Told of when it is passed, never a reason to refuse. */
  readonly softLimit?: NanoUsd;
  /** When somebody last said what the holder has spent: it is counted anew from there. Absent: nobody ever did. */
  readonly spendSetAtMs?: number;
  /** Raises `limit` until then. */
  readonly increase?: { readonly by: NanoUsd; readonly untilMs: number };
}

/** What one holder may use: a key, a team, the whole gateway. */
export interface HolderLimits extends RateLimits {
  /** Kind and id, as counters and refusals name it: `key:<hash>`, `team:<id>`, `proxy`. */
  readonly holder: string;
  /**
   * Names the shard of an authority that counts for this holder, always the same one; absent: the holder's own. Holders
   * that lie within one another (key, member, team, organization) share one, so that their claims are decided together.
   */
  readonly home?: string;
  readonly parallelRequests?: number;
  /** Each of another duration. */
  readonly budgets?: readonly BudgetLimit[];
  /** Limits for single models by their public names, beside the ones above. */
  readonly models?: Readonly<Record<string, RateLimits & { readonly budgets?: readonly BudgetLimit[] }>>;
}

/** A holder as it stood when it was last read: an authority that knows of a later change refuses the copy. */
export interface HolderStanding {
  readonly holder: string;
  /** When it last changed, epoch milliseconds. */
  readonly epoch: number;
}
