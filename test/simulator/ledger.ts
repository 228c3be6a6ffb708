import { GatewayError } from "../../src/core/errors.ts";
import type { SpentReader } from "../../src/store/spent-reader.ts";
import type { Random } from "../support/random.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What a request leaves behind. */
export interface SpendEvent {
  readonly id: string;
  readonly holders: readonly string[];
  readonly startedAtMs: number;
  readonly cost: number;
}

/** At most this late a ledger answers the question for a holder's spending. */
const READ_MS = 25;

/** Keeps the first event of each id. Now and then it cannot be reached, or its answer is lost. */
export class Ledger {
  readonly events = new Map<string, SpendEvent>();
  deliveries = 0;
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #faults: { readonly chance: number; readonly endsAtMs: number };

  constructor(time: VirtualTime, random: Random, faults: { readonly chance: number; readonly endsAtMs: number }) {
    this.#time = time;
    this.#random = random;
    this.#faults = faults;
  }

  /** Whether the caller hears that the events are there. */
  append(batch: readonly (readonly [string, string])[]): boolean {
    if (this.#fails()) return false;
    for (const [, text] of batch) this.record(JSON.parse(text) as SpendEvent);
    return !this.#fails();
  }

  record(event: SpendEvent): void {
    this.deliveries += 1;
    if (!this.events.has(event.id)) this.events.set(event.id, event);
  }

  /** What `SpentReader` tells; the answer takes its time, by the timers of whoever asks. */
  readonly reader: SpentReader = {
    spentSince: async (holder, sinceMs = -Infinity) => {
      await new Promise((resolve) => setTimeout(resolve, this.#random.next() * READ_MS));
      if (this.#fails()) throw new GatewayError("store_unavailable", "The ledger is away.");
      let sum = 0;
      for (const { holders, startedAtMs, cost } of this.events.values())
        if (startedAtMs >= sinceMs && holders.includes(holder)) sum += cost;
      return sum;
    },
  };

  #fails(): boolean {
    return this.#time.nowMs < this.#faults.endsAtMs && this.#random.happens(this.#faults.chance);
  }
}
