import type { UsageEvent } from "../core/usage-event.ts";

/** Append-only. Spend is the sum over it, and sums of it by day and by who spent are kept beside it. */
export interface LedgerStore {
  /** Idempotent by event id: an event that is already there changes nothing, not even a sum. */
  append(events: readonly UsageEvent[]): Promise<void>;
}
