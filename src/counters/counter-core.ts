import { REMEMBERED_MS, usableMsOf } from "./bounds.ts";
import type {
  BudgetClaim,
  Checkpoint,
  Claim,
  LastDraft,
  Level,
  Revoke,
  Settle,
  SettleAnswer,
  Shrink,
  Take,
  TakeAnswer,
} from "./command.ts";
import { emptyState } from "./core-state.ts";
import type { Budget, CoreState, Ended, Reservation } from "./core-state.ts";
import { RollingWindow } from "./rolling-window.ts";

interface Wanted {
  readonly claim: Claim;
  /** What this claim and those before it on the same counter come to. */
  readonly wanted: number;
}

/**
 * Exact counting as a state machine: the same commands at the same instants give the same answers.
 * It knows no clock, no store and no network; every authority behaves as this one does. Instants never go back.
 */
export class CounterCore {
  readonly #state: CoreState;
  readonly #windows: CoreState["windows"];
  readonly #parallel: CoreState["parallel"];
  readonly #budgets: CoreState["budgets"];
  readonly #epochs: CoreState["epochs"];
  readonly #live: CoreState["live"];
  readonly #ended: CoreState["ended"];
  /** No lease ends before then. */
  #nextLeaseEndMs = Infinity;
  /** When expired requests that have a draft are forgotten, the first one first. */
  readonly #drafted = new Map<string, number>();
  readonly #handedOver: LastDraft[] = [];
  #revision = 0;

  constructor(state: CoreState = emptyState()) {
    this.#state = state;
    this.#windows = state.windows;
    this.#parallel = state.parallel;
    this.#budgets = state.budgets;
    this.#epochs = state.epochs;
    this.#live = state.live;
    this.#ended = state.ended;
    for (const { leaseEndsAtMs } of state.live.values())
      this.#nextLeaseEndMs = Math.min(this.#nextLeaseEndMs, leaseEndsAtMs);
    for (const [id, ended] of state.ended) if (draftOf(ended) !== undefined) this.#drafted.set(id, ended.forgottenAtMs);
  }

  /** What a new core needs to go on from here. */
  get state(): CoreState {
    return this.#state;
  }

  /** Moves with every command that changes an answer to come: those alone have to be kept. */
  get revision(): number {
    return this.#revision;
  }

  /** Before then a sweep changes nothing that has to be kept; Infinity when nothing waits for one. */
  get nextDueMs(): number {
    return Math.min(this.#nextLeaseEndMs, this.#drafted.values().next().value ?? Infinity);
  }

  /** The drafts of requests that were forgotten since the last call: each is handed over once. */
  handOver(): readonly LastDraft[] {
    return this.#handedOver.splice(0);
  }

  /** All claims or none; a refusal changes nothing. Throws `RangeError` for a `usableMs` out of bounds. */
  take(take: Take, nowMs: number): TakeAnswer {
    const { id, claims, standings, leaseMs, draft } = take;
    const chargedAtMs = nowMs + usableMsOf(take);
    this.sweep(nowMs);
    const known = this.#live.get(id) ?? this.#ended.get(id);
    if (known !== undefined) return known.answer;
    const stale = standings.find(({ holder, epoch }) => epoch < (this.#epochs.get(holder) ?? 0));
    if (stale !== undefined) return { admitted: false, why: "stale", holder: stale.holder };
    const budgets = claims.filter((claim) => claim.kind === "budget");
    if (budgets.some(({ endsAtMs = Infinity }) => endsAtMs <= nowMs)) return { admitted: false, why: "period", nowMs };
    const unknown = budgets.filter(({ counter, spent }) => spent === undefined && !this.#budgets.has(counter));
    if (unknown.length > 0)
      return { admitted: false, why: "unknown", nowMs, counters: unknown.map(({ counter }) => counter) };

    const over = addUp(claims).filter(
      ({ claim, wanted }) => claim.limit === 0 || this.#used(claim, nowMs) + wanted > claim.limit,
    );
    const refused = over.find(({ claim }) => claim.shadow !== true);
    if (refused !== undefined) {
      const retryAfterMs = this.#retryAfter(refused, nowMs);
      return { admitted: false, why: "limit", refused: this.#level(refused.claim, nowMs), retryAfterMs };
    }
    for (const claim of claims) this.#reserve(claim, chargedAtMs, nowMs);
    const levels = claims.map((claim) => this.#level(claim, nowMs));
    const answer: TakeAnswer = { admitted: true, levels, shadowed: over.map(({ claim }) => claim.counter) };
    const leaseEndsAtMs = nowMs + leaseMs;
    const periods = claims.map(({ counter }) => this.#budgets.get(counter)?.endsAtMs);
    const floor = claims.map(() => 0);
    this.#live.set(id, { claims, chargedAtMs, answer, periods, floor, leaseEndsAtMs, draft });
    this.#nextLeaseEndMs = Math.min(this.#nextLeaseEndMs, leaseEndsAtMs);
    this.#revision += 1;
    return answer;
  }

  /** Raises what the request is charged with should its lease run out, and extends the lease. */
  checkpoint({ id, amounts, leaseMs, draft }: Checkpoint, nowMs: number): "kept" | "ended" {
    this.sweep(nowMs);
    const reservation = this.#live.get(id);
    if (reservation === undefined) return "ended";
    reservation.floor = reservation.floor.map((floor, index) => Math.max(floor, amounts[index] ?? 0));
    reservation.leaseEndsAtMs = nowMs + leaseMs;
    reservation.draft = draft ?? reservation.draft;
    this.#nextLeaseEndMs = Math.min(this.#nextLeaseEndMs, reservation.leaseEndsAtMs);
    this.#revision += 1;
    return "kept";
  }

  /** Gives back what the request will not need, as far as it has not come to that already. */
  shrink({ id, amounts }: Shrink, nowMs: number): "kept" | "ended" {
    this.sweep(nowMs);
    const reservation = this.#live.get(id);
    if (reservation === undefined) return "ended";
    let changed = false;
    reservation.claims = reservation.claims.map((claim, index) => {
      const amount = Math.max(amounts[index] ?? 0, reservation.floor[index] ?? 0);
      if (amount >= claim.amount) return claim;
      this.#giveBack(claim, reservation, reservation.periods[index], claim.amount - amount);
      changed = true;
      return { ...claim, amount };
    });
    if (changed) this.#revision += 1;
    return "kept";
  }

  /** Replaces the estimate by the truth, in the window and the period that were charged. */
  settle({ id, amounts }: Settle, nowMs: number): SettleAnswer {
    this.sweep(nowMs);
    const reservation = this.#live.get(id);
    if (reservation !== undefined) {
      this.#end(id, reservation, "settled", amounts, nowMs);
      return "settled";
    }
    const ended = this.#ended.get(id);
    if (ended === undefined) return "unknown";
    if (ended.how === "settled") return "repeated";
    const { reservation: expired, charged } = ended;
    expired.claims.forEach((claim, index) =>
      this.#spend(claim, expired, expired.periods[index], (amounts[index] ?? 0) - (charged[index] ?? 0)),
    );
    this.#drafted.delete(id);
    this.#ended.set(id, { how: "settled", answer: ended.answer, forgottenAtMs: ended.forgottenAtMs });
    this.#revision += 1;
    return "adjusted";
  }

  revoke({ holder, epoch }: Revoke): void {
    if (epoch <= (this.#epochs.get(holder) ?? 0)) return;
    this.#epochs.set(holder, epoch);
    this.#revision += 1;
  }

  /**
   * Ends the leases that have run out and forgets what ended long ago. Every command begins with it; it is a command of
   * its own for an alarm.
   */
  sweep(nowMs: number): void {
    if (nowMs >= this.#nextLeaseEndMs) {
      this.#nextLeaseEndMs = Infinity;
      for (const [id, reservation] of this.#live) {
        if (reservation.leaseEndsAtMs > nowMs)
          this.#nextLeaseEndMs = Math.min(this.#nextLeaseEndMs, reservation.leaseEndsAtMs);
        else this.#end(id, reservation, "expired", chargeOnExpiry(reservation), nowMs);
      }
    }
    const drafts: (LastDraft & { readonly atMs: number })[] = [];
    for (const [id, ended] of this.#ended) {
      if (ended.forgottenAtMs > nowMs) break;
      this.#ended.delete(id);
      const event = draftOf(ended);
      if (event !== undefined) drafts.push({ id, event, atMs: ended.forgottenAtMs });
    }
    if (drafts.length > 0) this.#leave(drafts);
  }

  /** In the order of instants and, within one, of ids: the order that a sorted set has too. */
  #leave(drafts: readonly (LastDraft & { readonly atMs: number })[]): void {
    for (const { id, event } of drafts.toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1))) {
      this.#drafted.delete(id);
      this.#handedOver.push({ id, event });
    }
    this.#revision += 1;
  }

  #end(id: string, reservation: Reservation, how: Ended["how"], amounts: readonly number[], nowMs: number): void {
    this.#live.delete(id);
    reservation.claims.forEach((claim, index) => {
      const period = reservation.periods[index];
      this.#giveBack(claim, reservation, period, claim.amount);
      this.#spend(claim, reservation, period, amounts[index] ?? 0);
    });
    const { answer, draft } = reservation;
    const forgottenAtMs = nowMs + REMEMBERED_MS;
    this.#ended.set(
      id,
      how === "settled"
        ? { how, answer, forgottenAtMs }
        : { how, answer, reservation, charged: amounts, forgottenAtMs },
    );
    if (how === "expired" && draft !== undefined) this.#drafted.set(id, forgottenAtMs);
    this.#revision += 1;
  }

  #reserve(claim: Claim, chargedAtMs: number, nowMs: number): void {
    if (claim.kind === "window") this.#window(claim.counter).add(claim.amount, chargedAtMs);
    else if (claim.kind === "parallel")
      this.#parallel.set(claim.counter, (this.#parallel.get(claim.counter) ?? 0) + claim.amount);
    else this.#budget(claim, nowMs).reserved += claim.amount;
  }

  /** Of what the claim reserved. A period that is over took its reservations along. */
  #giveBack({ kind, counter }: Claim, { chargedAtMs }: Reservation, period: number | undefined, amount: number): void {
    if (kind === "window") this.#window(counter).add(-amount, chargedAtMs);
    else if (kind === "parallel") this.#parallel.set(counter, (this.#parallel.get(counter) ?? 0) - amount);
    else this.#inPeriod(counter, period, (budget) => (budget.reserved -= amount));
  }

  /** In the window and the period that the claim was charged to. */
  #spend({ kind, counter }: Claim, { chargedAtMs }: Reservation, period: number | undefined, amount: number): void {
    if (kind === "window") this.#window(counter).add(amount, chargedAtMs);
    if (kind === "budget") this.#inPeriod(counter, period, (budget) => (budget.spent += amount));
  }

  #inPeriod(counter: string, period: number | undefined, change: (budget: Budget) => void): void {
    const budget = this.#budgets.get(counter);
    if (budget !== undefined && budget.endsAtMs === period) change(budget);
  }

  #used(claim: Claim, nowMs: number): number {
    if (claim.kind === "window") return this.#windows.get(claim.counter)?.used(nowMs) ?? 0;
    if (claim.kind === "parallel") return this.#parallel.get(claim.counter) ?? 0;
    const { spent, reserved } = this.#budgetNow(claim, nowMs);
    return spent + reserved;
  }

  #level(claim: Claim, nowMs: number): Level {
    return { counter: claim.counter, limit: claim.limit, used: this.#used(claim, nowMs) };
  }

  #retryAfter({ claim, wanted }: Wanted, nowMs: number): number | undefined {
    if (claim.limit === 0 || wanted > claim.limit || claim.kind === "parallel") return undefined;
    if (claim.kind === "window") return this.#window(claim.counter).timeUntil(claim.limit - wanted, nowMs);
    const { endsAtMs } = this.#budgetNow(claim, nowMs);
    return endsAtMs === undefined ? undefined : endsAtMs - nowMs;
  }

  #window(counter: string): RollingWindow {
    const known = this.#windows.get(counter);
    if (known !== undefined) return known;
    const window = new RollingWindow();
    this.#windows.set(counter, window);
    return window;
  }

  #budget(claim: BudgetClaim, nowMs: number): Budget {
    const budget = this.#budgetNow(claim, nowMs);
    this.#budgets.set(claim.counter, budget);
    return budget;
  }

  /** The budget as it stands in the period at hand: a period that is over counts no more. */
  #budgetNow({ counter, endsAtMs, spent = 0 }: BudgetClaim, nowMs: number): Budget {
    const budget = this.#budgets.get(counter);
    if (budget === undefined) return { endsAtMs, spent, reserved: 0 };
    return budget.endsAtMs !== undefined && budget.endsAtMs <= nowMs ? { endsAtMs, spent: 0, reserved: 0 } : budget;
  }
}

function addUp(claims: readonly Claim[]): readonly Wanted[] {
  const sums = new Map<string, number>();
  return claims.map((claim) => {
    const name = `${claim.kind} ${claim.counter}`;
    const wanted = (sums.get(name) ?? 0) + claim.amount;
    sums.set(name, wanted);
    return { claim, wanted };
  });
}

const chargeOnExpiry = ({ claims, floor }: Reservation): readonly number[] =>
  claims.map(({ amount }, index) => Math.max(amount, floor[index] ?? 0));

const draftOf = (ended: Ended): string | undefined => (ended.how === "expired" ? ended.reservation.draft : undefined);
