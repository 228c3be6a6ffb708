import type { DoorStore } from "../store/door-store.ts";
import type { Defer } from "../store/key-store.ts";
import { LruMap } from "../store/lru-map.ts";

const WINDOW_MS = 60_000;
const ADDRESSES_MAX = 10_000;
/** How long a store that failed is left alone, and the log with it. */
const OUTAGE_MS = 5_000;

interface Attempts {
  /** When this window began. The first begins with an attempt, and the next follows on it. */
  readonly startedAtMs: number;
  readonly count: number;
  /** In the window before. */
  readonly before: number;
  readonly refusedUntilMs: number;
}

interface AttemptCounterOptions {
  /** At least 1. */
  readonly perMinute: number;
  /** Where other isolates count too. */
  readonly shared?: DoorStore | undefined;
  readonly now: () => number;
}

/**
 * One kind of attempts by address, over a minute that slides: the window before counts by the part of it that is still
 * within the minute. Each isolate counts for itself; with a shared store it also learns, behind the answers, when the
 * attempts of all of them are too many. Without one, or while it fails, an address has its limit in each isolate.
 */
export class AttemptCounter {
  readonly #attempts = new LruMap<string, Attempts>(ADDRESSES_MAX);
  readonly #perMinute: number;
  readonly #shared: DoorStore | undefined;
  readonly #now: () => number;
  #outageUntilMs = 0;

  constructor({ perMinute, shared, now }: AttemptCounterOptions) {
    this.#perMinute = perMinute;
    this.#shared = shared;
    this.#now = now;
  }

  /** How long, in milliseconds, this address is still refused; 0 when it is not. */
  refusedForMs(address: string): number {
    return Math.max(0, (this.#attempts.get(address)?.refusedUntilMs ?? 0) - this.#now());
  }

  /** Counts an attempt. An address that is refused already costs no trip. */
  charge(address: string, defer: Defer): void {
    if (this.refusedForMs(address) > 0) return;
    const now = this.#now();
    const attempts = { ...renew(this.#attempts.get(address), now) };
    const endsAtMs = attempts.startedAtMs + WINDOW_MS;
    const count = attempts.count + 1;
    const within = Math.floor((attempts.before * (endsAtMs - now)) / WINDOW_MS) + count;
    this.#attempts.set(address, {
      ...attempts,
      count,
      refusedUntilMs: within >= this.#perMinute ? endsAtMs : 0,
    });
    if (this.#shared !== undefined && now >= this.#outageUntilMs) defer(this.#share(this.#shared, address));
  }

  async #share(shared: DoorStore, address: string): Promise<void> {
    try {
      const untilMs = (await shared.charge(address)) ?? 0;
      const attempts = this.#attempts.get(address);
      if (attempts !== undefined && untilMs > attempts.refusedUntilMs)
        this.#attempts.set(address, { ...attempts, refusedUntilMs: untilMs });
    } catch (error) {
      if (this.#now() < this.#outageUntilMs) return;
      this.#outageUntilMs = this.#now() + OUTAGE_MS;
      console.error("the flood guard counts in this isolate alone for a while", String(error));
    }
  }
}

/** The window that this instant is in. */
function renew(attempts: Attempts | undefined, now: number): Attempts {
  const age = attempts === undefined ? Infinity : now - attempts.startedAtMs;
  if (attempts === undefined || age >= 2 * WINDOW_MS)
    return { startedAtMs: now, count: 0, before: 0, refusedUntilMs: 0 };
  if (age < WINDOW_MS) return attempts;
  return { startedAtMs: attempts.startedAtMs + WINDOW_MS, count: 0, before: attempts.count, refusedUntilMs: 0 };
}
