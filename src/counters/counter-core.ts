import type {
  BudgetClaim,
  Checkpoint,
  Claim,
  Level,
  Revoke,
  Settle,
  SettleAnswer,
  Take,
  TakeAnswer,
} from "./command.ts";
import { emptyState } from "./core-state.ts";
import type { Budget, CoreState, Ended, Reservation } from "./core-state.ts";
import { RollingWindow } from "./rolling-window.ts";

/** How long an ended request is remembered, so that a repeated command finds it. */
const REMEMBERED_MS = 900_000;

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
  }

  /** What a new core needs to go on from here. */
  get state(): CoreState {
    return this.#state;
  }

  /** Moves with every command that changes an answer to come: those alone have to be kept. */
  get revision(): number {
    return this.#revision;
  }

  /** No lease ends before then; Infinity when none is held. */
  get nextLeaseEndMs(): number {
    return this.#nextLeaseEndMs;
  }

  /** All claims or none; a refusal changes nothing. */
  take({ id, claims, standings, leaseMs }: Take, nowMs: number): TakeAnswer {
    this.sweep(nowMs);
    const known = this.#live.get(id) ?? this.#ended.get(id);
    if (known !== undefined) return known.answer;
    const stale = standings.find(({ holder, epoch }) => epoch < (this.#epochs.get(holder) ?? 0));
    if (stale !== undefined) return { admitted: false, why: "stale", holder: stale.holder };
    const budgets = claims.filter((claim) => claim.kind === "budget");
    if (budgets.some(({ endsAtMs = Infinity }) => endsAtMs <= nowMs)) return { admitted: false, why: "period", nowMs };
    const unknown = budgets.filter(({ counter, spent }) => spent === undefined && !this.#budgets.has(counter));
    if (unknown.length > 0) return { admitted: false, why: "unknown", counters: unknown.map(({ counter }) => counter) };

    const over = addUp(claims).filter(
      ({ claim, wanted }) => claim.limit === 0 || this.#used(claim, nowMs) + wanted > claim.limit,
    );
    const refused = over.find(({ claim }) => claim.shadow !== true);
    if (refused !== undefined) {
      const retryAfterMs = this.#retryAfter(refused, nowMs);
      return { admitted: false, why: "limit", refused: this.#level(refused.claim, nowMs), retryAfterMs };
    }
    for (const claim of claims) this.#reserve(claim, nowMs);
    const levels = claims.map((claim) => this.#level(claim, nowMs));
    const answer: TakeAnswer = { admitted: true, levels, shadowed: over.map(({ claim }) => claim.counter) };
    const leaseEndsAtMs = nowMs + leaseMs;
    const periods = claims.map(({ counter }) => this.#budgets.get(counter)?.endsAtMs);
    this.#live.set(id, { claims, takenAtMs: nowMs, answer, periods, floor: claims.map(() => 0), leaseEndsAtMs });
    this.#nextLeaseEndMs = Math.min(this.#nextLeaseEndMs, leaseEndsAtMs);
    this.#revision += 1;
    return answer;
  }

  /** Raises what the request is charged with should its lease run out, and extends the lease. */
  checkpoint({ id, amounts, leaseMs }: Checkpoint, nowMs: number): "kept" | "ended" {
    this.sweep(nowMs);
    const reservation = this.#live.get(id);
    if (reservation === undefined) return "ended";
    reservation.floor = reservation.floor.map((floor, index) => Math.max(floor, amounts[index] ?? 0));
    reservation.leaseEndsAtMs = nowMs + leaseMs;
    this.#nextLeaseEndMs = Math.min(this.#nextLeaseEndMs, reservation.leaseEndsAtMs);
    this.#revision += 1;
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
    this.#correct(ended.reservation, ended.charged, amounts);
    this.#ended.set(id, { how: "settled", answer: ended.answer, forgottenAtMs: ended.forgottenAtMs });
    this.#revision += 1;
    return "adjusted";
  }

  revoke({ holder, epoch }: Revoke): void {
    if (epoch <= (this.#epochs.get(holder) ?? 0)) return;
    this.#epochs.set(holder, epoch);
    this.#revision += 1;
  }

  /** Ends the leases that have run out. Every command begins with it; it is a command of its own for an alarm. */
  sweep(nowMs: number): void {
    if (nowMs >= this.#nextLeaseEndMs) {
      this.#nextLeaseEndMs = Infinity;
      for (const [id, reservation] of this.#live) {
        if (reservation.leaseEndsAtMs > nowMs)
          this.#nextLeaseEndMs = Math.min(this.#nextLeaseEndMs, reservation.leaseEndsAtMs);
        else this.#end(id, reservation, "expired", chargeOnExpiry(reservation), nowMs);
      }
    }
    for (const [id, { forgottenAtMs }] of this.#ended) {
      if (forgottenAtMs > nowMs) break;
      this.#ended.delete(id);
    }
  }

  #end(id: string, reservation: Reservation, how: Ended["how"], amounts: readonly number[], nowMs: number): void {
    this.#live.delete(id);
    reservation.claims.forEach((claim, index) =>
      this.#charge(claim, reservation, reservation.periods[index], amounts[index] ?? 0),
    );
    const { answer } = reservation;
    const forgottenAtMs = nowMs + REMEMBERED_MS;
    this.#ended.set(
      id,
      how === "settled"
        ? { how, answer, forgottenAtMs }
        : { how, answer, reservation, charged: amounts, forgottenAtMs },
    );
    this.#revision += 1;
  }

  #reserve(claim: Claim, nowMs: number): void {
    if (claim.kind === "window") this.#window(claim.counter).add(claim.amount, nowMs);
    else if (claim.kind === "parallel")
      this.#parallel.set(claim.counter, (this.#parallel.get(claim.counter) ?? 0) + claim.amount);
    else this.#budget(claim, nowMs).reserved += claim.amount;
  }

  /** A window is charged where the request began; a period that is over took its reservations along. */
  #charge(claim: Claim, { takenAtMs }: Reservation, period: number | undefined, amount: number): void {
    if (claim.kind === "window") this.#window(claim.counter).add(amount - claim.amount, takenAtMs);
    else if (claim.kind === "parallel") this.#parallel.set(claim.counter, this.#used(claim, takenAtMs) - claim.amount);
    else
      this.#inPeriod(claim.counter, period, (budget) => {
        budget.reserved -= claim.amount;
        budget.spent += amount;
      });
  }

  #correct({ claims, takenAtMs, periods }: Reservation, before: readonly number[], after: readonly number[]): void {
    claims.forEach(({ kind, counter }, index) => {
      const difference = (after[index] ?? 0) - (before[index] ?? 0);
      if (kind === "window") this.#window(counter).add(difference, takenAtMs);
      if (kind === "budget") this.#inPeriod(counter, periods[index], (budget) => (budget.spent += difference));
    });
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
