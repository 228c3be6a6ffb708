import type { NanoUsd } from "./money.ts";

/** What may be used within any one minute. Absent is unlimited; 0 is nothing at all. */
interface RateLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
}

/** What one holder may use: a key, a team, the whole gateway. */
export interface HolderLimits extends RateLimits {
  /** Kind and id, as counters and refusals name it: `key:<hash>`, `team:<id>`, `proxy`. */
  readonly holder: string;
  readonly parallelRequests?: number;
  readonly budget?: {
    readonly limit: NanoUsd;
    /** `1d`, `30d`, `1mo`, …; absent is never reset. */
    readonly duration?: string;
  };
  /** Limits for single models by their public names, beside the ones above. */
  readonly models?: Readonly<Record<string, RateLimits>>;
}
