/** A request that the runtime cuts off never tells its end, so nothing is under way for longer than this. */
export const UNDER_WAY_MS_MAX = 900_000;

export interface Started {
  readonly startedAtMs: number;
}

/** What has begun and has not ended, in the order of its beginning. */
export class UnderWay<Entry extends Started> {
  readonly #entries = new Set<Entry>();
  readonly #lost: (entry: Entry) => void;

  /** `lost` hears of entries that are given up for their age. */
  constructor(lost: (entry: Entry) => void = () => {}) {
    this.#lost = lost;
  }

  get size(): number {
    return this.#entries.size;
  }

  add(entry: Entry): void {
    this.giveUp(entry.startedAtMs);
    this.#entries.add(entry);
  }

  /** False for what is not under way (any more). */
  remove(entry: Entry): boolean {
    return this.#entries.delete(entry);
  }

  giveUp(nowMs: number): void {
    for (const entry of this.#entries) {
      if (nowMs - entry.startedAtMs <= UNDER_WAY_MS_MAX) return;
      this.#entries.delete(entry);
      this.#lost(entry);
    }
  }
}
