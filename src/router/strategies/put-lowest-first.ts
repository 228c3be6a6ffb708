import type { Deployment } from "../../core/deployment.ts";
import { shuffle } from "./shuffle.ts";

/** More than a request ever tries, and few enough that ordering hundreds of candidates costs one pass over them. */
export const ORDERED_MAX = 16;

/**
 * The lowest scores first; those of `Infinity` behind all others. Among the others, the order means nothing beyond the first
 * `ORDERED_MAX` places. Equals are in random order, or as they came when there is no `random`. Scores are in the order of
 * the candidates: reading what they are made of in random order would take longer than all the rest.
 */
export function putLowestFirst(
  candidates: readonly Deployment[],
  scores: readonly number[],
  random?: () => number,
): readonly Deployment[] {
  const ordered: Deployment[] = [];
  const last: Deployment[] = [];
  /** Scores of the first places. */
  const lowest: number[] = [];
  const indexes = candidates.map((_, index) => index);
  for (const index of random === undefined ? indexes : shuffle(indexes, random)) {
    const candidate = candidates[index];
    const score = scores[index] ?? Infinity;
    if (candidate === undefined) continue;
    if (score === Infinity) {
      last.push(candidate);
      continue;
    }
    let place = Math.min(ordered.length, ORDERED_MAX - 1);
    const loser = ordered[place];
    if (loser !== undefined) {
      const isLost = score >= (lowest[place] ?? 0);
      ordered.push(isLost ? candidate : loser);
      if (isLost) continue;
    }
    for (; place > 0 && score < (lowest[place - 1] ?? 0); place--) {
      ordered[place] = ordered[place - 1] ?? candidate;
      lowest[place] = lowest[place - 1] ?? 0;
    }
    ordered[place] = candidate;
    lowest[place] = score;
  }
  return last.length === 0 ? ordered : [...ordered, ...last];
}
