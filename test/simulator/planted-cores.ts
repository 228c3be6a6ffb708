import type { Checkpoint, Claim, Settle, Take, TakeAnswer } from "../../src/counters/command.ts";
import { CounterCore } from "../../src/counters/counter-core.ts";
import { RollingWindow } from "../../src/counters/rolling-window.ts";

export class ForgetsRefunds extends CounterCore {
  override settle(settle: Settle, nowMs: number) {
    const claims = this.state.live.get(settle.id)?.claims ?? [];
    const amounts = settle.amounts.map((amount, index) => Math.max(amount, claims[index]?.amount ?? 0));
    return super.settle({ ...settle, amounts }, nowMs);
  }
}

export class ChargesTwice extends CounterCore {
  readonly #claims = new Map<string, readonly Claim[]>();

  override take(take: Take, nowMs: number): TakeAnswer {
    this.#claims.set(take.id, take.claims);
    return super.take(take, nowMs);
  }

  override settle(settle: Settle, nowMs: number) {
    const answer = super.settle(settle, nowMs);
    if (answer !== "repeated") return answer;
    for (const [index, { counter }] of (this.#claims.get(settle.id) ?? []).entries()) {
      const budget = this.state.budgets.get(counter);
      if (budget !== undefined) budget.spent += settle.amounts[index] ?? 0;
    }
    return answer;
  }
}

export class CountsRepeatedTakes extends CounterCore {
  override take(take: Take, nowMs: number): TakeAnswer {
    if (this.state.live.has(take.id))
      for (const { kind, counter, amount } of take.claims)
        if (kind === "window") this.state.windows.get(counter)?.add(amount, nowMs);
    return super.take(take, nowMs);
  }
}

export class ExpiresForNothing extends CounterCore {
  override sweep(nowMs: number): void {
    for (const [id, { leaseEndsAtMs, claims }] of this.state.live) {
      if (leaseEndsAtMs > nowMs) continue;
      this.state.live.set(id, { ...this.state.live.get(id), leaseEndsAtMs: Infinity } as never);
      super.settle({ op: "settle", id, amounts: claims.map(() => 0) }, nowMs);
    }
    super.sweep(nowMs);
  }
}

export class HasShortMinutes extends CounterCore {
  override take(take: Take, nowMs: number): TakeAnswer {
    const oldest = Math.floor((nowMs - 59_000) / 1_000);
    for (const [counter, window] of this.state.windows)
      this.state.windows.set(counter, new RollingWindow(window.entries.filter(([second]) => second >= oldest)));
    return super.take(take, nowMs);
  }
}

export class AcceptsOldCopies extends CounterCore {
  override take(take: Take, nowMs: number): TakeAnswer {
    return super.take({ ...take, standings: [] }, nowMs);
  }
}

export class SettlesIntoThisSecond extends CounterCore {
  override settle(settle: Settle, nowMs: number) {
    const reservation = this.state.live.get(settle.id);
    const answer = super.settle(settle, nowMs);
    if (answer !== "settled" || reservation === undefined) return answer;
    for (const [index, { kind, counter, amount }] of reservation.claims.entries()) {
      const difference = (settle.amounts[index] ?? 0) - amount;
      const window = kind === "window" ? this.state.windows.get(counter) : undefined;
      window?.add(-difference, reservation.chargedAtMs);
      window?.add(difference, nowMs);
    }
    return answer;
  }
}

export class KeepsSlots extends CounterCore {
  override sweep(nowMs: number): void {
    const before = new Map(this.state.live);
    super.sweep(nowMs);
    for (const [id, { claims }] of before)
      if (!this.state.live.has(id))
        for (const { kind, counter, amount } of claims)
          if (kind === "parallel") this.state.parallel.set(counter, (this.state.parallel.get(counter) ?? 0) + amount);
  }
}

export class CountsRefusedTakes extends CounterCore {
  override take(take: Take, nowMs: number): TakeAnswer {
    const answer = super.take(take, nowMs);
    const [first] = take.claims;
    if (!answer.admitted && answer.why === "limit" && first?.kind === "window")
      this.state.windows.get(first.counter)?.add(first.amount, nowMs);
    return answer;
  }
}

export class CarriesIntoNextPeriod extends CounterCore {
  override settle(settle: Settle, nowMs: number) {
    const reservation = this.state.live.get(settle.id);
    const answer = super.settle(settle, nowMs);
    for (const [index, { kind, counter }] of (reservation?.claims ?? []).entries()) {
      const budget = this.state.budgets.get(counter);
      if (kind === "budget" && budget !== undefined && budget.endsAtMs !== reservation?.periods[index])
        budget.spent += settle.amounts[index] ?? 0;
    }
    return answer;
  }
}

export class IgnoresCheckpoints extends CounterCore {
  override checkpoint(checkpoint: Checkpoint, nowMs: number) {
    this.sweep(nowMs);
    return this.state.live.has(checkpoint.id) ? ("kept" as const) : ("ended" as const);
  }
}
