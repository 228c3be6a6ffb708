import type { Estimate, Tally } from "./compare-bill.ts";
import { FATE_NAMES } from "./fates.ts";
import type { Proof } from "./prove-bill.ts";
import { estimatesOf, spreadOf } from "./spread.ts";

const percent = (share: number): string => `${share > 0 ? "+" : ""}${(share * 100).toFixed(1)} %`;

const COUNTS = [
  "requests",
  "reached",
  "events",
  "exact",
  "missing",
  "twice",
  "wrong",
] as const satisfies readonly (keyof Tally)[];
const HEAD = ["", ...COUNTS, "guessed", "|error| p50", "p95", "in sum"];

/** One line for each fate, and what is wrong. */
export function reportProof({ tallies, violations, seconds, keys, statuses }: Proof): string {
  const rows = FATE_NAMES.flatMap((fate) => {
    const tally = tallies.get(fate);
    return tally === undefined ? [] : [cellsOf(fate, tally, tally.estimates)];
  });
  const all = [...tallies.values()];
  const sum = (count: (typeof COUNTS)[number]): number => all.reduce((total, tally) => total + tally[count], 0);
  const sums = Object.fromEntries(COUNTS.map((count) => [count, sum(count)])) as Record<
    (typeof COUNTS)[number],
    number
  >;
  rows.push(cellsOf("all", sums, []));
  const none = COUNTS.map(() => "");
  for (const guess of ["all", "late", "part"] as const)
    rows.push([`guessed from ${guess}`, ...none, ...guessesOf(estimatesOf(tallies, guess))]);
  return [
    ...align([HEAD, ...rows]),
    `${seconds} s, ${keys.limited} keys with limits and ${keys.free} without, statuses ${JSON.stringify(statuses)}`,
    `${violations.length} violations`,
    ...violations.slice(0, 40).map((violation) => `  ${violation}`),
  ].join("\n");
}

function cellsOf(
  name: string,
  counts: Readonly<Record<(typeof COUNTS)[number], number>>,
  estimates: readonly Estimate[],
): string[] {
  return [name, ...COUNTS.map((column) => String(counts[column])), ...guessesOf(estimates)];
}

function guessesOf(estimates: readonly Estimate[]): string[] {
  const { count, p50, p95, total } = spreadOf(estimates);
  return count === 0 ? ["", "", "", ""] : [String(count), percent(p50), percent(p95), percent(total)];
}

function align(table: readonly (readonly string[])[]): readonly string[] {
  const widths = HEAD.map((_cell, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
}
