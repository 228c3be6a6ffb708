import { REMEMBERED_MS, USABLE_MS_MAX } from "../../src/counters/bounds.ts";
import type { Claim, Standing, Take } from "../../src/counters/command.ts";
import { Random } from "../support/random.ts";
import type { Operation } from "./operation.ts";

const START_MS = 1_700_000_000_000;
/** Many equal steps, so that ends of leases, buckets and periods are met to the millisecond. */
const STEPS_MS = [0, 0, 0, 1, 10, 100, 250, 250, 250, 500, 999, 1_000, 1_000, 3_000] as const;
const LEAPS_MS = [
  30_000,
  59_999,
  60_000,
  61_000,
  180_000,
  899_000,
  REMEMBERED_MS - 1,
  REMEMBERED_MS,
  REMEMBERED_MS,
] as const;
const LEASES_MS = [250, 500, 1_000, 1_000, 5_000, 30_000, 900_000] as const;
const WINDOWS = ["rpm", "tpm é", "shared"] as const;
const SLOTS = ["slots", "shared"] as const;
/** Each with the length of its periods; 0: it has none. */
const BUDGETS = [
  ["usd", 60_000],
  ["usd/daily", 5_000],
  ["shared", 1_000],
  ['a "b"\n', 0],
] as const;
const HOLDERS = ["key:a", "team:b"] as const;
const LIMITS = [0, 1, 5, 20, 20, 50, 50, 200, 200, 1_000] as const;
/** Nano-dollars beyond the fifteen digits that a careless writer of numbers keeps. */
const MONEY = 1_000_000_000_007;
const RECENT = 25;
const USABLE_MS = [1, 999, 1_000, 5_000, USABLE_MS_MAX] as const;
/** More than an outbox ever holds here. */
const ALL = 10_000;

/** An episode that the seed decides alone. */
export function writeOperations(seed: number, count: number): readonly Operation[] {
  return new Writer(seed).write(count);
}

class Writer {
  readonly #random: Random;
  readonly #taken: Take[] = [];
  #atMs = START_MS;
  #epoch = 1;
  /** A settlement to be repeated around the instant at which its request is forgotten. */
  #repeated: Operation | undefined;
  /** The request of the last checkpoint: a shrink must not go below what it told. */
  #reported: Take | undefined;
  /** What the last operation changed, the next one tells. */
  #looks = false;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#atMs += this.#random.upTo(2_000);
  }

  write(count: number): readonly Operation[] {
    return Array.from({ length: count }, () => this.#operation());
  }

  #operation(): Operation {
    const random = this.#random;
    if (this.#repeated !== undefined) {
      const atMs = Math.max(this.#atMs, this.#repeated.atMs + REMEMBERED_MS - random.upTo(1));
      this.#atMs = atMs;
      const repeated = { ...this.#repeated, atMs };
      this.#repeated = undefined;
      return repeated;
    }
    const atMs = this.#instant();
    if (this.#looks) {
      this.#looks = false;
      return { ...this.#probe(), atMs };
    }
    const choice = random.next();
    if (choice < 0.43) return { ...this.#take(), atMs };
    if (choice < 0.67) return this.#settle(atMs);
    if (choice < 0.79) {
      this.#reported = this.#known();
      const { id, claims } = this.#reported;
      const leaseMs = random.oneOf(LEASES_MS);
      return { op: "checkpoint", id, amounts: this.#amounts(claims), leaseMs, ...this.#draft(), atMs };
    }
    if (choice < 0.86) {
      const { id, claims } = (random.happens(0.5) ? this.#reported : undefined) ?? this.#known();
      this.#looks = random.happens(0.5);
      return { op: "shrink", id, amounts: this.#amounts(claims), atMs };
    }
    if (choice < 0.88) return { op: "sweep", atMs };
    if (choice < 0.91) {
      if (random.happens(0.5)) this.#epoch++;
      return { op: "revoke", holder: random.oneOf(HOLDERS), epoch: random.upTo(this.#epoch), atMs };
    }
    if (choice < 0.94) return { op: "peek", max: random.happens(0.5) ? ALL : random.upTo(6), atMs };
    if (choice < 0.97) return { op: "forget", ids: this.#taken.slice(-random.upTo(8)).map(({ id }) => id), atMs };
    return { ...this.#probe(), atMs };
  }

  /** Forward on the whole; now and then this one instant lies before the last, or is just the end of a period. */
  #instant(): number {
    const random = this.#random;
    if (random.happens(0.05)) {
      const period = random.oneOf([1_000, 5_000, 60_000]);
      this.#atMs = Math.ceil(this.#atMs / period) * period;
      return this.#atMs;
    }
    this.#atMs += random.happens(0.02) ? random.oneOf(LEAPS_MS) : random.oneOf(STEPS_MS);
    return random.happens(0.03) ? this.#atMs - random.upTo(5_000) : this.#atMs;
  }

  #take(): Take {
    const random = this.#random;
    if (this.#taken.length > 0 && random.happens(0.1)) {
      const known = this.#known();
      return random.happens(0.5) ? known : { ...known, claims: this.#claims() };
    }
    return this.#keep(this.#claims());
  }

  /** Tells how every counter stands and changes none. */
  #probe(): Take {
    const claims = [
      ...WINDOWS.map((counter) => ({ kind: "window", counter }) as const),
      ...SLOTS.map((counter) => ({ kind: "parallel", counter }) as const),
      ...BUDGETS.map(([counter, period]) => ({ kind: "budget", counter, spent: 0, ...this.#end(period) }) as const),
    ];
    return this.#keep(claims.map((claim) => ({ ...claim, limit: 1, amount: 0, shadow: true })));
  }

  #keep(claims: readonly Claim[]): Take {
    const random = this.#random;
    const standings: Standing[] = [];
    for (const holder of HOLDERS) {
      if (random.happens(0.2)) standings.push({ holder, epoch: Math.max(0, this.#epoch - random.upTo(1)) });
    }
    const take = {
      op: "take",
      id: `r${this.#taken.length}`,
      claims,
      standings,
      leaseMs: random.oneOf(LEASES_MS),
      ...(random.happens(0.4) && { usableMs: random.oneOf(USABLE_MS) }),
      ...this.#draft(),
    } as const;
    this.#taken.push(take);
    return take;
  }

  #claims(): readonly Claim[] {
    return Array.from({ length: this.#random.upTo(4) }, () => this.#claim());
  }

  #claim(): Claim {
    const random = this.#random;
    const choice = random.next();
    const shadow = random.happens(0.1) ? { shadow: true } : {};
    const limit = random.oneOf(LIMITS);
    const amount = random.upTo(random.happens(0.1) ? 60 : 10);
    if (choice < 0.4) return { kind: "window", counter: random.oneOf(WINDOWS), limit, amount, ...shadow };
    if (choice < 0.6) {
      return {
        kind: "parallel",
        counter: random.oneOf(SLOTS),
        limit: Math.ceil(limit / 5),
        amount: random.upTo(2),
        ...shadow,
      };
    }
    const [counter, period] = random.oneOf(BUDGETS);
    const money = { limit: limit * MONEY, amount: amount * MONEY + random.upTo(9) };
    const seed = random.happens(0.7) ? { spent: random.upTo(5) * MONEY } : {};
    return { kind: "budget", counter, ...money, ...shadow, ...seed, ...this.#end(period) };
  }

  #end(period: number): { readonly endsAtMs?: number } {
    if (period === 0 || this.#random.happens(0.01)) return {};
    const next = (Math.floor(this.#atMs / period) + 1) * period;
    return { endsAtMs: this.#random.happens(0.05) ? next - period : next };
  }

  #settle(atMs: number): Operation {
    const random = this.#random;
    const { id, claims } = this.#known();
    const settle = { op: "settle", id, amounts: this.#amounts(claims), atMs } as const;
    if (random.happens(0.01)) this.#repeated = settle;
    return random.happens(0.5) ? { ...settle, entry: { id, event: `{"n":${random.upTo(99)},"é":"\\n"}` } } : settle;
  }

  #draft(): { readonly draft?: string } {
    return this.#random.happens(0.5) ? { draft: `{"draft":${this.#random.upTo(99)},"é":"\\n"}` } : {};
  }

  #known(): Take {
    const random = this.#random;
    const nobody = { op: "take", id: "nobody", claims: this.#claims(), standings: [], leaseMs: 1_000 } as const;
    if (random.happens(0.03)) return nobody;
    const back = random.happens(0.9) ? random.upTo(RECENT) : random.upTo(this.#taken.length);
    return this.#taken.at(-1 - back) ?? nobody;
  }

  /** Mostly one for each claim, sometimes fewer or more. */
  #amounts(claims: readonly Claim[]): readonly number[] {
    const random = this.#random;
    const amounts = claims.map(({ kind, amount }) => {
      if (random.happens(0.3)) return amount;
      return kind === "budget" ? random.upTo(12) * MONEY + random.upTo(9) : random.upTo(12);
    });
    if (random.happens(0.1)) return amounts.slice(0, -1);
    return random.happens(0.05) ? [...amounts, 7] : amounts;
  }
}
