import { findUsedUp } from "./measure-load.ts";
import { putLowestFirst } from "./put-lowest-first.ts";
import type { Strategy } from "./strategy.ts";

/** Scores for whom nobody has timed yet: before all others, and as good as the best. */
const FIRST = -1;
const GOOD = 0;

/**
 * The quickest first; who is slower than the best by no more than the buffer's share is as good as the best. A deployment
 * nobody knows comes before all, so that it gets known, but one request at a time: it may be broken. Those without room
 * for the request come last.
 */
export const latencyBasedRouting: Strategy = (candidates, context) => {
  const { request, signals, settings, random } = context;
  const isUsedUp = findUsedUp(context);
  const scores = candidates.map((candidate) => {
    if (isUsedUp(candidate)) return Infinity;
    const samples = signals.latencies(candidate.id, request.stream);
    if (samples.length > 0) return meanOf(samples);
    return signals.inFlight(candidate.id) === 0 ? FIRST : GOOD;
  });
  let best = Infinity;
  for (const score of scores) if (score > GOOD && score < best) best = score;
  const good = best * (1 + settings.latency.buffer);
  const rounded = scores.map((score) => (score <= good && score < Infinity ? Math.min(score, GOOD) : score));
  return putLowestFirst(candidates, rounded, random);
};

function meanOf(samples: readonly number[]): number {
  let sum = 0;
  for (const sample of samples) sum += sample;
  return sum / samples.length;
}
