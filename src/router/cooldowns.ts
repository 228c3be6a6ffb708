import type { DeploymentId } from "../core/ids.ts";
import { CooldownBoard } from "../store/cooldown-board.ts";
import type { Defer } from "../store/key-store.ts";
import { LruMap } from "../store/lru-map.ts";
import type { SignalStore } from "../store/signal-store.ts";

const READ_EVERY_MS = 1_000;
/** An end that is later by less than this is no news to others. */
const NEWS_MS = 1_000;
const TOLD_MAX = 2_000;
/** How long a store that failed is left alone, and the log with it. */
const OUTAGE_MS = 5_000;

interface CooldownsOptions {
  /** Where isolates tell each other; undefined where nobody has a choice between deployments. */
  readonly store?: SignalStore | undefined;
  readonly now: () => number;
}

/**
 * Which deployments this isolate leaves alone: by what it has met itself, and, behind its requests, by what others have.
 * While it serves, it knows of another's cooldown a second and a trip to the store later. Nobody ever waits for the store.
 */
export class Cooldowns {
  readonly #board = new CooldownBoard();
  readonly #toldUntilMs = new LruMap<DeploymentId, number>(TOLD_MAX);
  readonly #store: SignalStore | undefined;
  readonly #now: () => number;
  #readAtMs = -Infinity;
  #outageUntilMs = 0;

  constructor({ store, now }: CooldownsOptions) {
    this.#store = store;
    this.#now = now;
  }

  /** False while nothing cools; true may be late by one look. */
  get isAny(): boolean {
    return this.#board.isUsed;
  }

  /** Epoch milliseconds; 0 when it is not cooling. While nothing cools, this looks at neither a map nor the clock. */
  endOf(id: DeploymentId, nowMs?: number): number {
    return this.#board.isUsed ? this.#board.endOf(id, nowMs ?? this.#now()) : 0;
  }

  cool(id: DeploymentId, untilMs: number, defer: Defer): void {
    const now = this.#now();
    this.#board.cool(id, untilMs, now);
    if (this.#store === undefined || now < this.#outageUntilMs) return;
    if (untilMs < (this.#toldUntilMs.get(id) ?? 0) + NEWS_MS) return;
    this.#toldUntilMs.set(id, untilMs);
    defer(this.#store.cool(id, untilMs).catch((error: unknown) => this.#pause(error)));
  }

  /** Learns from the others, at most once a second. */
  refresh(defer: Defer): void {
    if (this.#store === undefined) return;
    const now = this.#now();
    if (now - this.#readAtMs < READ_EVERY_MS || now < this.#outageUntilMs) return;
    this.#readAtMs = now;
    defer(this.#learn(this.#store));
  }

  async #learn(store: SignalStore): Promise<void> {
    try {
      for (const { id, untilMs } of await store.read()) this.#board.cool(id, untilMs, this.#now());
    } catch (error) {
      this.#pause(error);
    }
  }

  #pause(error: unknown): void {
    if (this.#now() < this.#outageUntilMs) return;
    this.#outageUntilMs = this.#now() + OUTAGE_MS;
    console.error("cooldowns stay in this isolate for a while", String(error));
  }
}
