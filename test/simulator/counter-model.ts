import { REMEMBERED_MS } from "../../src/counters/bounds.ts";
import type { Claim, Take, TakeAnswer } from "../../src/counters/command.ts";
import type { Decision } from "./authority.ts";
import { getOr } from "./get-or.ts";

/** A request, or a grant, that an authority let in. */
export interface Hold {
  readonly id: string;
  readonly shard: string;
  readonly claims: readonly Claim[];
  readonly atMs: number;
  /** When the last of it may be used. */
  readonly lastUseMs: number;
  readonly isGrant: boolean;
  /** What each claim stands for now: the estimate, then what it came to. */
  readonly values: number[];
  readonly floor: number[];
  phase: "live" | "expired" | "settled";
  leaseEndsAtMs: number;
  forgottenAtMs: number;
  isForgotten: boolean;
  draft: string | undefined;
}

interface Entry {
  readonly hold: Hold;
  readonly index: number;
}

interface ModelBudget {
  readonly endsAtMs: number;
  /** What the ledger said when the authority first heard of it. */
  readonly base: number;
  readonly entries: Entry[];
}

const MINUTE_MS = 60_000;

/**
 * What the authorities' answers must have been, told from the order of their durable decisions alone: lists of what was
 * let in, summed up anew each time. Nothing of the counting core is used here.
 */
export class CounterModel {
  readonly holds = new Map<string, Hold>();
  readonly budgets = new Map<string, ModelBudget>();
  readonly epochs = new Map<string, { readonly epoch: number; readonly sinceMs: number }>();
  /** Requests that were forgotten unsettled: their drafts are owed to the ledger. */
  readonly owedDrafts = new Set<string>();
  expiries = 0;
  readonly #windows = new Map<string, Entry[]>();
  readonly #slots = new Map<string, Entry[]>();
  readonly #shardOf = new Map<string, string>();
  /** By shard. */
  readonly #live = new Map<string, Set<Hold>>();
  /** By shard, the first to be forgotten first. */
  readonly #ended = new Map<string, Hold[]>();
  readonly #fail: (what: string) => void;

  constructor(fail: (what: string) => void) {
    this.#fail = fail;
  }

  readonly observe = (decision: Decision): void => {
    const { shard, atMs, asked, answer } = decision;
    if (asked.op !== "revoke") this.#pass(shard, atMs);
    switch (asked.op) {
      case "take":
        this.#checkTake(shard, asked, answer as TakeAnswer, atMs);
        break;
      case "checkpoint": {
        const hold = this.#find(shard, asked.id);
        if (hold?.phase !== "live") break;
        asked.amounts.forEach((amount, index) => (hold.floor[index] = Math.max(hold.floor[index] ?? 0, amount)));
        hold.leaseEndsAtMs = atMs + asked.leaseMs;
        hold.draft = asked.draft ?? hold.draft;
        break;
      }
      case "shrink": {
        const hold = this.#find(shard, asked.id);
        if (hold?.phase !== "live") break;
        hold.values.forEach((value, index) => {
          const needed = Math.max(asked.amounts[index] ?? 0, hold.floor[index] ?? 0);
          hold.values[index] = Math.min(value, needed);
        });
        break;
      }
      case "settle": {
        const hold = this.#find(shard, asked.id);
        const expected = hold === undefined ? "unknown" : SETTLED[hold.phase];
        if (answer !== expected) this.#fail(`${asked.id} was ${JSON.stringify(answer)}, not ${expected}`);
        if (hold === undefined || hold.phase === "settled") break;
        if (hold.phase === "live") this.#end(hold, atMs);
        hold.phase = "settled";
        hold.values.forEach((_, index) => (hold.values[index] = asked.amounts[index] ?? 0));
        break;
      }
      case "revoke": {
        const name = `${shard} ${asked.holder}`;
        if (asked.epoch > (this.epochs.get(name)?.epoch ?? 0))
          this.epochs.set(name, { epoch: asked.epoch, sinceMs: atMs });
        break;
      }
      case "sweep":
        break;
    }
  };

  /** What stands against a budget in the period at hand. */
  spentOn(counter: string): number {
    const budget = this.budgets.get(counter);
    return budget === undefined ? 0 : budget.base + sum(budget.entries);
  }

  /** All that was ever let in on a budget. */
  *chargesOn(counter: string): Generator<{ readonly atMs: number; readonly amount: number }> {
    for (const { claims, values, atMs } of this.holds.values())
      for (const [index, claim] of claims.entries())
        if (claim.counter === counter) yield { atMs, amount: values[index] ?? 0 };
  }

  #checkTake(shard: string, take: Take, answer: TakeAnswer, atMs: number): void {
    const known = this.#find(shard, take.id);
    if (known !== undefined) {
      if (!answer.admitted) this.#fail(`${take.id} was let in once and then not: ${answer.why}`);
      return;
    }
    if (answer.admitted) return this.#letIn(shard, take, answer, atMs);
    if (answer.why !== "limit") return;
    const { counter, used, limit } = answer.refused;
    const same = take.claims.filter((claim) => claim.counter === counter);
    const wanted = same.reduce((total, { amount }) => total + amount, 0);
    if (limit > 0 && used + wanted <= limit) this.#fail(`${counter} refused ${wanted} with ${used} of ${limit} used`);
    for (const claim of same.slice(0, 1)) this.#checkUsed(claim, used, atMs);
  }

  #letIn(shard: string, take: Take, answer: Extract<TakeAnswer, { admitted: true }>, atMs: number): void {
    for (const { holder, epoch } of take.standings) {
      const revoked = this.epochs.get(`${shard} ${holder}`);
      if (revoked !== undefined && epoch < revoked.epoch)
        this.#fail(`${take.id} was let in with epoch ${epoch} of ${holder} after ${revoked.epoch} was acknowledged`);
    }
    const hold: Hold = {
      id: take.id,
      shard,
      claims: take.claims,
      atMs,
      lastUseMs: atMs + (take.usableMs ?? 0),
      isGrant: take.usableMs !== undefined,
      values: take.claims.map(({ amount }) => amount),
      floor: take.claims.map(() => 0),
      phase: "live",
      leaseEndsAtMs: atMs + take.leaseMs,
      forgottenAtMs: Infinity,
      isForgotten: false,
      draft: take.draft,
    };
    this.holds.set(`${shard} ${take.id}`, hold);
    getOr(this.#live, shard, () => new Set<Hold>()).add(hold);
    for (const [index, claim] of take.claims.entries()) {
      if (getOr(this.#shardOf, claim.counter, () => shard) !== shard)
        this.#fail(`${claim.counter} is counted by two authorities`);
      this.#enlist(claim, { hold, index }, atMs);
    }
    for (const [index, claim] of take.claims.entries()) {
      const used = this.#least(claim, atMs);
      if (claim.shadow !== true && used > claim.limit)
        this.#fail(`${claim.counter} let ${take.id} in: ${used} of ${claim.limit}`);
      this.#checkUsed(claim, answer.levels[index]?.used, atMs);
    }
  }

  #enlist(claim: Claim, entry: Entry, atMs: number): void {
    if (claim.kind === "window") getOr(this.#windows, claim.counter, () => []).push(entry);
    if (claim.kind === "parallel") getOr(this.#slots, claim.counter, () => []).push(entry);
    if (claim.kind !== "budget") return;
    const { endsAtMs = Infinity, spent = 0 } = claim;
    let budget = this.budgets.get(claim.counter);
    if (budget === undefined) budget = { endsAtMs, base: spent, entries: [] };
    else if (budget.endsAtMs <= atMs) budget = { endsAtMs, base: 0, entries: [] };
    this.budgets.set(claim.counter, budget);
    budget.entries.push(entry);
  }

  /** What the authority says is used must be no less than what any minute holds, and hardly more. */
  #checkUsed(claim: Claim, told: number | undefined, atMs: number): void {
    const [least, most] = [this.#least(claim, atMs), this.#most(claim, atMs)];
    if (told === undefined || told < least || told > most)
      this.#fail(
        `${claim.counter} has ${told} used, and should have ${least === most ? least : `${least} to ${most}`}`,
      );
  }

  #least(claim: Claim, atMs: number): number {
    if (claim.kind === "parallel") {
      const held = (this.#slots.get(claim.counter) ?? []).filter(({ hold }) => hold.phase === "live");
      this.#slots.set(claim.counter, held);
      return sum(held);
    }
    if (claim.kind === "budget") {
      const budget = this.budgets.get(claim.counter);
      return budget === undefined || budget.endsAtMs <= atMs ? 0 : this.spentOn(claim.counter);
    }
    const counted = (this.#windows.get(claim.counter) ?? []).filter(
      ({ hold }) => hold.lastUseMs > atMs - 2 * MINUTE_MS,
    );
    this.#windows.set(claim.counter, counted);
    return sum(counted.filter(({ hold }) => hold.lastUseMs > atMs - MINUTE_MS));
  }

  #most(claim: Claim, atMs: number): number {
    if (claim.kind === "budget" && !this.budgets.has(claim.counter)) return claim.spent ?? 0;
    if (claim.kind !== "window") return this.#least(claim, atMs);
    // Seconds count whole.
    const entries = this.#windows.get(claim.counter) ?? [];
    return sum(entries.filter(({ hold }) => hold.lastUseMs > atMs - MINUTE_MS - 1_000));
  }

  #find(shard: string, id: string): Hold | undefined {
    const hold = this.holds.get(`${shard} ${id}`);
    return hold?.isForgotten === true ? undefined : hold;
  }

  #end(hold: Hold, atMs: number): void {
    hold.forgottenAtMs = atMs + REMEMBERED_MS;
    this.#live.get(hold.shard)?.delete(hold);
    getOr(this.#ended, hold.shard, () => []).push(hold);
  }

  /** Leases that have run out, and what is forgotten. */
  #pass(shard: string, atMs: number): void {
    for (const hold of this.#live.get(shard) ?? []) {
      if (hold.leaseEndsAtMs > atMs) continue;
      hold.phase = "expired";
      hold.values.forEach((value, index) => (hold.values[index] = Math.max(value, hold.floor[index] ?? 0)));
      this.#end(hold, atMs);
      this.expiries += 1;
    }
    const ended = this.#ended.get(shard) ?? [];
    for (let [first] = ended; first !== undefined && first.forgottenAtMs <= atMs; [first] = ended) {
      ended.shift();
      first.isForgotten = true;
      if (first.phase === "expired" && first.draft !== undefined) this.owedDrafts.add(first.id);
    }
  }
}

const SETTLED = { live: "settled", expired: "adjusted", settled: "repeated" } as const;

const sum = (entries: readonly Entry[]): number =>
  entries.reduce((total, { hold, index }) => total + (hold.values[index] ?? 0), 0);
