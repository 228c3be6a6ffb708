/** Numbers that the seed decides alone (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, never reaching, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** From 0 to `max`, both possible. */
  upTo(max: number): number {
    return Math.floor(this.next() * (max + 1));
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  oneOf<const Items extends readonly [unknown, ...unknown[]]>(items: Items): Items[number] {
    return items[this.upTo(items.length - 1)] ?? items[0];
  }
}
