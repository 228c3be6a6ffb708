import type { Deployment } from "../../core/deployment.ts";
import type { HolderLimits } from "../../core/holder-limits.ts";
import { nanoUsd } from "../../core/money.ts";
import type { Usage } from "../../core/usage.ts";
import { estimateCost, estimateOutput } from "../../limits/estimate-demand.ts";
import type { Limiter } from "../../limits/limiter.ts";
import { priceUsage } from "../../usage/price.ts";
import type { Charge } from "../../pipeline/settle.ts";
import type { TurnDemand } from "./session-turn.ts";

/**
 * A limiter for one turn: it claims tokens and dollars, as much as `usage` comes to. The request, and the place among
 * the calls at once, are the session's, which has them already. `draft` is what the ledger hears should the worker end.
 */
export function limitTurn(
  limiter: Limiter,
  usage: Usage,
  deployments: readonly Deployment[],
  draft?: (most: Charge) => string,
): Limiter {
  const cost = nanoUsd(estimateCost(usage, deployments, priceUsage));
  return {
    admit({ id, limits, standings, demand: { model }, defer }) {
      return limiter.admit({
        id,
        limits: limits.map(withoutCalls),
        standings,
        demand: { model, usage, cost },
        ...(draft && { draft: () => draft({ usage, cost }) }),
        defer,
      });
    },
  };
}

/** The most that a turn may come to, whichever of the deployments serves it. */
export function mostOf({ inputTokens, outputTokensMax: cap }: TurnDemand, deployments: readonly Deployment[]): Usage {
  const each = deployments.map(({ maxOutputTokens }) =>
    estimateOutput(inputTokens, { cap, choices: 1 }, maxOutputTokens),
  );
  return { inputTokens, outputTokens: Math.max(0, ...each) };
}

const withoutCalls = ({ holder, home, models = {}, ...limits }: HolderLimits): HolderLimits => ({
  holder,
  ...(home !== undefined && { home }),
  ...boundsOf(limits),
  models: Object.fromEntries(Object.entries(models).map(([name, own]) => [name, boundsOf(own)])),
});

type Bounds = Pick<HolderLimits, "tokensPerMinute" | "budgets">;

const boundsOf = ({ tokensPerMinute, budgets }: Bounds): Bounds => ({
  ...(tokensPerMinute !== undefined && { tokensPerMinute }),
  ...(budgets !== undefined && { budgets }),
});
