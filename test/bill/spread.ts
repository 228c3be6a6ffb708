import type { Estimate, Tally } from "./compare-bill.ts";
import { rowOf, type Fate, type Guess } from "./fates.ts";

/** How far the ledger is from the bill where it had to guess; 0.1 is a tenth too much. */
interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  /** Of the sums: above 0 its users pay too much, below 0 its owner. */
  readonly total: number;
}

export function spreadOf(estimates: readonly Estimate[]): Spread {
  const errors = estimates.map(({ billed, kept }) => Math.abs(kept / billed - 1)).toSorted((a, b) => a - b);
  const rank = (share: number): number => errors[Math.ceil(errors.length * share) - 1] ?? 0;
  const sum = (book: keyof Estimate): number => estimates.reduce((total, one) => total + one[book], 0);
  return {
    count: errors.length,
    p50: rank(0.5),
    p95: rank(0.95),
    total: errors.length === 0 ? 0 : sum("kept") / sum("billed") - 1,
  };
}

/** Those of the fates whose charge the gateway could guess so well. */
export const estimatesOf = (tallies: ReadonlyMap<Fate, Tally>, guess: Guess): readonly Estimate[] =>
  [...tallies].flatMap(([fate, { estimates }]) => (rowOf(fate).guess === guess ? estimates : []));
