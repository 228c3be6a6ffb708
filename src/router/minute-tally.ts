const SLOT_MS = 10_000;
const SLOTS = 6;

export interface Counts {
  readonly requests: number;
  readonly tokens: number;
  readonly successes: number;
  readonly failures: number;
}

type Slot = { -readonly [Field in keyof Counts]: number } & { number: number };

/**
 * Counts over the minute at hand, which slides by ten seconds: what is younger than 50 s counts, what is older than 60 s
 * does not.
 */
export class MinuteTally {
  readonly #slots: Slot[] = [];

  add(field: keyof Counts, amount: number, nowMs: number): void {
    const number = Math.floor(nowMs / SLOT_MS);
    let slot = this.#slots[number % SLOTS];
    if (slot?.number !== number) {
      slot = { number, requests: 0, tokens: 0, successes: 0, failures: 0 };
      this.#slots[number % SLOTS] = slot;
    }
    slot[field] += amount;
  }

  read(nowMs: number): Counts {
    const oldest = Math.floor(nowMs / SLOT_MS) - SLOTS + 1;
    const counts = { requests: 0, tokens: 0, successes: 0, failures: 0 };
    for (const slot of this.#slots) {
      // A slot that no count has come to yet is a hole.
      if (slot === undefined || slot.number < oldest) continue;
      counts.requests += slot.requests;
      counts.tokens += slot.tokens;
      counts.successes += slot.successes;
      counts.failures += slot.failures;
    }
    return counts;
  }
}
