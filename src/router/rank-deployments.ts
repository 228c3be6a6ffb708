import type { Deployment } from "../core/deployment.ts";
import type { DeploymentId } from "../core/ids.ts";
import { CHECKS } from "./filters/filter.ts";
import type { CheckId, Filter, FilterContext, FilterId, Rule } from "./filters/filter.ts";
import { FILTERS, LAST_RESORT } from "./filters/index.ts";
import { strategies } from "./strategies/index.ts";
import { stickToAffinity } from "./strategies/stick-to-affinity.ts";
import type { StrategyContext } from "./strategies/strategy.ts";

export interface RankContext extends FilterContext, StrategyContext {}

export interface Dropped {
  readonly id: DeploymentId;
  readonly by: FilterId;
  /** A sentence about the deployment, without a full stop. */
  readonly why: string;
}

export interface Ranking {
  /** In the order in which they should be tried. Empty when nobody can serve the request. */
  readonly ranked: readonly Deployment[];
  /** Collected when asked for; else empty. */
  readonly dropped: readonly Dropped[];
  /** Of an empty ranking: what the client should hear of. */
  readonly refusal: CheckId | undefined;
}

const NONE: readonly Dropped[] = [];

/**
 * Who may serve a request, best first. Linear in the candidates, none of which is copied or changed. A deployment that
 * is left out here may still be asked later in the life of the request: rank again without those that failed.
 */
export function rankDeployments(candidates: readonly Deployment[], context: RankContext, explain = false): Ranking {
  const sifted = sift(candidates, FILTERS, context, explain);
  const { left, dropped, refusal } = sifted.left.length > 0 ? sifted : sift(candidates, LAST_RESORT, context, explain);
  if (left.length === 0) return { ranked: left, dropped, refusal };
  return { ranked: left.length === 1 ? left : put(left, context), dropped, refusal: undefined };
}

function put(candidates: readonly Deployment[], context: RankContext): readonly Deployment[] {
  const { request, settings } = context;
  const isSticky = settings.sticksToPromptCache && request.affinity !== undefined;
  return (isSticky ? stickToAffinity : strategies[settings.strategy])(candidates, context);
}

interface Sifted {
  readonly left: readonly Deployment[];
  readonly dropped: readonly Dropped[];
  readonly refusal: CheckId | undefined;
}

function sift(
  candidates: readonly Deployment[],
  filters: readonly Filter[],
  context: FilterContext,
  explain: boolean,
): Sifted {
  let left = candidates;
  let dropped = NONE;
  let refusal: CheckId | undefined;
  for (const filter of filters) {
    const rule = filter.rule(left, context);
    if (rule === undefined) continue;
    const kept = left.filter(rule.keeps);
    if (kept.length === left.length) continue;
    refusal ??= CHECKS.find((check) => check === filter.id);
    if (explain) dropped = [...dropped, ...explainDrops(left, filter.id, rule)];
    left = kept;
  }
  return { left, dropped, refusal };
}

const explainDrops = (candidates: readonly Deployment[], by: FilterId, { keeps, why }: Rule): readonly Dropped[] =>
  candidates
    .filter((candidate) => !keeps(candidate))
    .map((candidate) => ({ id: candidate.id, by, why: why(candidate) }));
