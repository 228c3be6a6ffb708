import { findUsedUp } from "./measure-load.ts";
import { putLowestFirst } from "./put-lowest-first.ts";
import type { Strategy } from "./strategy.ts";

/** The lowest sum of input and output price first; those of unknown price, or without room for the request, last. */
export const costBasedRouting: Strategy = (candidates, context) => {
  const isUsedUp = findUsedUp(context);
  const scores = candidates.map((candidate) => {
    const { prices } = candidate;
    return prices === undefined || isUsedUp(candidate) ? Infinity : prices.input + prices.output;
  });
  return putLowestFirst(candidates, scores, context.random);
};
