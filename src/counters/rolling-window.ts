const BUCKET_MS = 1_000;
/** A minute, and one bucket more: the oldest counts whole, so that no span of a minute is undercounted. */
const BUCKETS = 61;

/** Amounts of the last minute, and of seconds to come, by the second. */
export class RollingWindow {
  readonly #buckets: Map<number, number>;

  /** @param buckets pairs of second and amount, as `entries` gave them. */
  constructor(buckets: Iterable<readonly [number, number]> = []) {
    this.#buckets = new Map(buckets);
  }

  get entries(): readonly (readonly [number, number])[] {
    return [...this.#buckets];
  }

  add(amount: number, atMs: number): void {
    const bucket = Math.floor(atMs / BUCKET_MS);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + amount);
  }

  /** What is charged in a second to come counts already. */
  used(nowMs: number): number {
    const oldest = Math.floor(nowMs / BUCKET_MS) - BUCKETS + 1;
    let sum = 0;
    for (const [bucket, amount] of this.#buckets) {
      if (bucket < oldest) this.#buckets.delete(bucket);
      else sum += amount;
    }
    return sum;
  }

  /** How long until at most `amount` of what is counted now still counts. */
  timeUntil(amount: number, nowMs: number): number {
    let used = this.used(nowMs);
    for (const [bucket, share] of [...this.#buckets].toSorted(([a], [b]) => a - b)) {
      if (used <= amount) break;
      used -= share;
      if (used <= amount) return (bucket + BUCKETS) * BUCKET_MS - nowMs;
    }
    return 0;
  }
}
