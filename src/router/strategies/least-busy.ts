import { putLowestFirst } from "./put-lowest-first.ts";
import type { Strategy } from "./strategy.ts";

export const leastBusy: Strategy = (candidates, { signals, random }) => {
  const scores = candidates.map(({ id }) => signals.inFlight(id));
  return putLowestFirst(candidates, scores, random);
};
