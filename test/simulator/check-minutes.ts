import type { Story } from "./isolate.ts";
import type { Limit } from "./list-limits.ts";
import type { World } from "./world.ts";

const MINUTE_MS = 60_000;

/** A request that counts on a window. */
export interface Arrival {
  readonly id: string;
  readonly atMs: number;
  readonly estimate: number;
  readonly truth: number;
  readonly endedAtMs: number;
}

/** By the clock of whoever counts, which is so much ahead. */
export function arrivalOf(
  { request, endedAtMs = Infinity }: Story,
  { metric }: Limit,
  atMs: number,
  offsetMs: number,
): Arrival {
  const { id, estimate, truth } = request;
  const amounts = metric === "requests" ? { estimate: 1, truth: 1 } : { estimate, truth };
  return { id, atMs, ...amounts, endedAtMs: endedAtMs + offsetMs };
}

/** No span of a minute holds more than the limit, when each request counts what was known of it as another came in. */
export function checkMinutes(world: World, counter: string, limit: number, arrivals: readonly Arrival[]): void {
  const sorted = arrivals.toSorted((a, b) => a.atMs - b.atMs);
  let first = 0;
  for (const [last, { atMs, id }] of sorted.entries()) {
    while ((sorted[first]?.atMs ?? Infinity) <= atMs - MINUTE_MS) first += 1;
    let sum = 0;
    for (const { endedAtMs, truth, estimate } of sorted.slice(first, last + 1))
      sum += endedAtMs <= atMs ? Math.min(truth, estimate) : estimate;
    if (sum > limit) {
      world.fail(`${counter}: with ${id} a minute holds ${sum} of ${limit}`);
      return;
    }
  }
}
