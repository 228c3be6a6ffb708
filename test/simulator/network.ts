import type { Random } from "../support/random.ts";
import type { VirtualTime } from "./virtual-time.ts";

export const REGIONS = ["us-west", "us-east", "eu-west", "eu-east", "asia", "oceania"] as const;
export type Region = (typeof REGIONS)[number];

/** Milliseconds one way, about half of what public latency tables give for a round trip between such places. */
const ONE_WAY_MS: Readonly<Record<Region, readonly number[]>> = {
  "us-west": [2, 32, 68, 80, 55, 72],
  "us-east": [32, 2, 38, 50, 84, 100],
  "eu-west": [68, 38, 2, 14, 110, 130],
  "eu-east": [80, 50, 14, 2, 100, 125],
  asia: [55, 84, 110, 100, 2, 60],
  oceania: [72, 100, 130, 125, 60, 2],
};

export interface Endpoint {
  readonly name: string;
  readonly region: Region;
}

/** Nothing passes between the two sides meanwhile. */
export interface Partition {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly separates: (a: Endpoint, b: Endpoint) => boolean;
}

/** Chances are per message. */
export interface Weather {
  /** What latencies are multiplied by. */
  readonly distance: number;
  readonly loss: number;
  readonly duplicates: number;
  /** A message that is held up for up to `slowMs`, and overtaken by others. */
  readonly slow: number;
  readonly slowMs: number;
  readonly partitions: readonly Partition[];
  /** From then on the network is good. */
  readonly endsAtMs: number;
}

/** Of a good network: so that every answer comes well before the deadline. */
const GOOD_DISTANCE = 0.4;

export class Network {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #weather: Weather;

  constructor(time: VirtualTime, random: Random, weather: Weather) {
    this.#time = time;
    this.#random = random;
    this.#weather = weather;
  }

  /** Calls `arrive` later, perhaps twice, perhaps never. */
  send(from: Endpoint, to: Endpoint, arrive: () => void): void {
    const { loss, duplicates, partitions, endsAtMs } = this.#weather;
    const { nowMs } = this.#time;
    const isBad = nowMs < endsAtMs;
    if (isBad && this.#random.happens(duplicates)) this.#carry(from, to, isBad, arrive);
    if (isBad && this.#random.happens(loss)) return;
    if (partitions.some((cut) => cut.fromMs <= nowMs && nowMs < cut.untilMs && cut.separates(from, to))) return;
    this.#carry(from, to, isBad, arrive);
  }

  #carry(from: Endpoint, to: Endpoint, isBad: boolean, arrive: () => void): void {
    const { distance, slow, slowMs } = this.#weather;
    const scale = isBad ? distance : Math.min(distance, GOOD_DISTANCE);
    const ownMs = (ONE_WAY_MS[from.region][REGIONS.indexOf(to.region)] ?? 0) * scale;
    // Most are a little late, few are much.
    const jitterMs = -Math.log(1 - this.#random.next()) * 2;
    const heldUpMs = isBad && this.#random.happens(slow) ? this.#random.next() * slowMs : 0;
    this.#time.after(ownMs + jitterMs + heldUpMs, arrive);
  }
}
