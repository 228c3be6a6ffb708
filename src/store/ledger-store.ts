import type { UsageEvent } from "../core/usage-event.ts";

/** Append-only. Spend is the sum over it. */
export interface LedgerStore {
  /** Idempotent by event id: an event that is already there changes nothing, not even a key's spend. */
  append(events: readonly UsageEvent[]): Promise<void>;
}
