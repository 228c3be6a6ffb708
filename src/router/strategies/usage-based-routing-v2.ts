import { measureLoad } from "./measure-load.ts";
import { putLowestFirst } from "./put-lowest-first.ts";
import type { Strategy } from "./strategy.ts";

/** The fewest tokens of this minute first; those without room for the request last. */
export const usageBasedRouting: Strategy = (candidates, context) =>
  putLowestFirst(candidates, candidates.map(measureLoad(context)), context.random);
