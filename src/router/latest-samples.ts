const NONE: readonly number[] = [];

/** The latest of some measurements, newest last. All are forgotten when none came for a while. */
export class LatestSamples {
  readonly #values: number[] = [];
  readonly #samplesMax: number;
  readonly #ttlMs: number;
  #atMs = -Infinity;

  constructor({ samplesMax, ttlMs }: { readonly samplesMax: number; readonly ttlMs: number }) {
    this.#samplesMax = samplesMax;
    this.#ttlMs = ttlMs;
  }

  add(value: number, nowMs: number): void {
    if (this.#isOld(nowMs)) this.#values.length = 0;
    this.#atMs = nowMs;
    this.#values.push(value);
    if (this.#values.length > this.#samplesMax) this.#values.shift();
  }

  /** Valid until the next one is added. */
  read(nowMs: number): readonly number[] {
    return this.#isOld(nowMs) ? NONE : this.#values;
  }

  #isOld(nowMs: number): boolean {
    return nowMs - this.#atMs > this.#ttlMs;
  }
}
