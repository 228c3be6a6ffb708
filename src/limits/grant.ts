import type { Level } from "../counters/command.ts";
import type { Authority } from "./authority.ts";
import type { PlannedClaim } from "./plan-claims.ts";
import type { HeldPart } from "./take-all.ts";
import { tellAll } from "./tell-levels.ts";
import { CHECKPOINT_EVERY_MS, LEASE_MS } from "./ticket.ts";
import type { Measure, Ticket } from "./ticket.ts";

const SHRINK_EVERY_MS = 1_000;

/** Names a claim within one request. */
export const nameClaim = ({ claim }: PlannedClaim): string => `${claim.kind} ${claim.counter}`;

interface GrantTools {
  readonly authority: Authority;
  readonly measure: Measure;
  readonly now: () => number;
}

/** A claim of the grant itself. */
interface Share {
  readonly planned: PlannedClaim;
  /** With all of the grant in it. */
  readonly level: Level;
  /** Of the same claim among those of each request. */
  readonly place: number;
}

interface SharedPart {
  readonly shard: string;
  readonly shares: readonly Share[];
}

/**
 * What an isolate took for many requests in one go and shares out among them. The authority has deducted all of it, so
 * sharing it out can admit nothing too much. What is left over goes back when it may no longer be used, and the rest is
 * settled with the last of its requests. All of them have the same claims, no two of them alike, in the same order.
 */
export class Grant {
  readonly #id: string;
  readonly #parts: readonly SharedPart[];
  readonly #shares: readonly Share[];
  /** Up to this instant of the isolate's clock requests may be let in. */
  readonly #usableUntilMs: number;
  readonly #tools: GrantTools;
  /** Of each claim, in the order of the requests. */
  readonly #left: number[];
  #live = 0;
  #isClosed = false;
  #isSettled = false;
  #toldAtMs: number;

  /** `planned` are the claims of any of its requests, `held` those of the grant. */
  constructor(
    id: string,
    planned: readonly PlannedClaim[],
    held: readonly HeldPart[],
    usableUntilMs: number,
    tools: GrantTools,
  ) {
    this.#id = id;
    const names = planned.map(nameClaim);
    this.#parts = held.map((part) => ({ shard: part.shard, shares: sharesOf(part, names) }));
    this.#shares = this.#parts.flatMap(({ shares }) => shares);
    this.#left = names.map(() => 0);
    for (const { place, planned: whole } of this.#shares) this.#left[place] = whole.claim.amount;
    this.#usableUntilMs = usableUntilMs;
    this.#tools = tools;
    this.#toldAtMs = tools.now();
  }

  /** Undefined when the request does not fit. */
  admit(planned: readonly PlannedClaim[], nowMs: number): Ticket | undefined {
    if (nowMs >= this.#usableUntilMs || this.#isClosed) return undefined;
    const fits = planned.every(({ claim }, place) => claim.shadow === true || this.#leftAt(place) >= claim.amount);
    if (!fits) return undefined;
    planned.forEach(({ claim }, place) => this.#change(place, -claim.amount));
    this.#live += 1;
    let timer: ReturnType<typeof setInterval> | undefined;
    return {
      ...this.#tell(),
      keep: () => {
        timer = setInterval(() => this.#extend(), CHECKPOINT_EVERY_MS / 2);
      },
      settle: async (spent) => {
        clearInterval(timer);
        const amounts = this.#tools.measure(planned, spent);
        planned.forEach(({ claim }, place) => this.#change(place, claim.amount - (amounts[place] ?? 0)));
        this.#live -= 1;
        if (this.#isClosed) await this.#giveUp();
        // The grant has no event of its own: each request's is recorded as one without limits.
        return false;
      },
    };
  }

  /** From now on it lets nobody in, and gives back what nobody needs. Again does nothing. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#toldAtMs = 0;
    await this.#giveUp();
  }

  async #giveUp(): Promise<void> {
    const { authority, now } = this.#tools;
    if (this.#live === 0) {
      if (this.#isSettled) return;
      this.#isSettled = true;
      await Promise.all(
        this.#parts.map((part) =>
          authority.settle(part.shard, { op: "settle", id: this.#id, amounts: this.#needed(part) }),
        ),
      );
    } else if (now() - this.#toldAtMs >= SHRINK_EVERY_MS) {
      this.#toldAtMs = now();
      await Promise.all(
        this.#parts.map((part) =>
          authority.shrink(part.shard, { op: "shrink", id: this.#id, amounts: this.#needed(part) }),
        ),
      );
    }
  }

  /** Any of its requests keeps it alive for all. */
  #extend(): void {
    const { authority, now } = this.#tools;
    if (now() - this.#toldAtMs < CHECKPOINT_EVERY_MS / 2) return;
    this.#toldAtMs = now();
    for (const part of this.#parts) {
      const amounts = this.#needed(part);
      void authority.checkpoint(part.shard, { op: "checkpoint", id: this.#id, amounts, leaseMs: LEASE_MS });
    }
  }

  /** What its requests came to, and what those that still run may come to. */
  #needed({ shares }: SharedPart): readonly number[] {
    return shares.map(({ planned: { claim }, place }) => Math.max(0, claim.amount - this.#leftAt(place)));
  }

  #tell(): Pick<Ticket, "headers" | "keySpentBefore"> {
    return tellAll(
      this.#shares.map(({ planned }) => planned),
      this.#shares.map(({ level, place }) => ({ ...level, used: level.used - this.#leftAt(place) })),
    );
  }

  #leftAt(place: number): number {
    return this.#left[place] ?? 0;
  }

  #change(place: number, by: number): void {
    this.#left[place] = this.#leftAt(place) + by;
  }
}

const sharesOf = ({ planned, levels }: HeldPart, names: readonly string[]): readonly Share[] =>
  levels.flatMap((level, index) => {
    const claim = planned[index];
    return claim === undefined ? [] : [{ planned: claim, level, place: names.indexOf(nameClaim(claim)) }];
  });
