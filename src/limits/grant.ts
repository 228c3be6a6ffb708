import type { Authority } from "./authority.ts";
import type { PlannedClaim } from "./plan-claims.ts";
import type { HeldPart, Part } from "./take-all.ts";
import { tellAll } from "./tell-levels.ts";
import { CHECKPOINT_EVERY_MS, LEASE_MS } from "./ticket.ts";
import type { Measure, Ticket } from "./ticket.ts";

const SHRINK_EVERY_MS = 1_000;

/** Names a claim within one request, where no two are alike. */
export const nameClaim = ({ claim }: PlannedClaim): string => `${claim.kind} ${claim.counter}`;

interface GrantTools {
  readonly authority: Authority;
  readonly measure: Measure;
  readonly now: () => number;
}

/**
 * What an isolate took for many requests in one go and shares out among them. The authority has deducted all of it, so
 * sharing it out can admit nothing too much. What is left over goes back when it may no longer be used, and the rest is
 * settled with the last of its requests.
 */
export class Grant {
  readonly #id: string;
  readonly #parts: readonly HeldPart[];
  /** Up to this instant of the isolate's clock requests may be let in. */
  readonly #usableUntilMs: number;
  readonly #tools: GrantTools;
  readonly #left = new Map<string, number>();
  #live = 0;
  #isClosed = false;
  #isSettled = false;
  #toldAtMs: number;

  constructor(id: string, parts: readonly HeldPart[], usableUntilMs: number, tools: GrantTools) {
    this.#id = id;
    this.#parts = parts;
    this.#usableUntilMs = usableUntilMs;
    this.#tools = tools;
    this.#toldAtMs = tools.now();
    for (const claim of parts.flatMap(({ planned }) => planned)) this.#left.set(nameClaim(claim), claim.claim.amount);
  }

  /** Undefined when the request does not fit. */
  admit(planned: readonly PlannedClaim[], nowMs: number): Ticket | undefined {
    if (nowMs >= this.#usableUntilMs || this.#isClosed) return undefined;
    const fits = planned.every((claim) => claim.claim.shadow === true || this.#leftOf(claim) >= claim.claim.amount);
    if (!fits) return undefined;
    for (const claim of planned) this.#change(claim, -claim.claim.amount);
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
        planned.forEach((claim, index) => this.#change(claim, claim.claim.amount - (amounts[index] ?? 0)));
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
  #needed({ planned }: Part): readonly number[] {
    return planned.map((claim) => Math.max(0, claim.claim.amount - this.#leftOf(claim)));
  }

  #tell(): Pick<Ticket, "headers" | "keySpentBefore"> {
    const levels = this.#parts.flatMap((part) =>
      part.levels.map((level, index) => {
        const claim = part.planned[index];
        return claim === undefined ? level : { ...level, used: level.used - this.#leftOf(claim) };
      }),
    );
    return tellAll(
      this.#parts.flatMap(({ planned }) => planned),
      levels,
    );
  }

  #leftOf(claim: PlannedClaim): number {
    return this.#left.get(nameClaim(claim)) ?? 0;
  }

  #change(claim: PlannedClaim, by: number): void {
    this.#left.set(nameClaim(claim), this.#leftOf(claim) + by);
  }
}
