import type { UsageEvent } from "../core/usage-event.ts";
import type { LedgerStore } from "../store/ledger-store.ts";

const FLUSH_AFTER_MS = 50;
const BATCH_MAX = 500;
/** A flush that has not come back by then belongs to a request that was cut off: its events are written again. */
const TAKEOVER_AFTER_MS = 15_000;
const RETRY_AFTER_MS = [200, 1_000, 4_000] as const;

export interface EventRecorder {
  /**
   * Takes the event. Returns a promise when this request must stay alive to write what has gathered;
   * the caller defers it. Never rejects.
   */
  record(event: UsageEvent): Promise<void> | undefined;
}

/**
 * Gathers the events of an isolate and writes them together: a write per request would cost more than the
 * request. One request at a time carries the batch, because a promise of one request must not be awaited by
 * another. Appending is idempotent, so a batch whose fate is unknown is simply written again.
 */
export function createEventRecorder(ledger: LedgerStore, now: () => number = Date.now): EventRecorder {
  let waiting: UsageEvent[] = [];
  let inFlight: readonly UsageEvent[] = [];
  let carriedSinceMs: number | undefined;

  async function carry(): Promise<void> {
    const mine = now();
    const isMine = (): boolean => carriedSinceMs === mine;
    carriedSinceMs = mine;
    await sleep(FLUSH_AFTER_MS);
    while (isMine() && (waiting.length > 0 || inFlight.length > 0)) {
      const batch = inFlight.length > 0 ? inFlight : waiting.splice(0, BATCH_MAX);
      inFlight = batch;
      const written = await write(batch);
      if (!isMine()) return;
      inFlight = [];
      if (!written) break;
    }
    if (isMine()) carriedSinceMs = undefined;
  }

  async function write(batch: readonly UsageEvent[]): Promise<boolean> {
    for (const delayMs of [0, ...RETRY_AFTER_MS]) {
      if (delayMs > 0) await sleep(delayMs);
      try {
        await ledger.append(batch);
        return true;
      } catch (error) {
        console.error("the ledger refused a batch of usage events", { events: batch.length, error: String(error) });
      }
    }
    // The log is the last place that survives this isolate: from these lines the events can be appended later.
    for (const event of batch) console.error("usage event not written", JSON.stringify(event));
    return false;
  }

  return {
    record(event) {
      waiting.push(event);
      if (carriedSinceMs !== undefined && now() - carriedSinceMs < TAKEOVER_AFTER_MS) return undefined;
      return carry();
    },
  };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
