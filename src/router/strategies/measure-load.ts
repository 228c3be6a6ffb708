import type { Deployment } from "../../core/deployment.ts";
import type { StrategyContext } from "./strategy.ts";

type Measuring = Pick<StrategyContext, "request" | "signals">;

/**
 * Tokens of the minute at hand, as far as this isolate saw; `Infinity` where the request would go over the deployment's
 * `rpm` or `tpm`. The tokens of the request are asked for once, and only if somebody has a `tpm`.
 */
export function measureLoad({ request, signals }: Measuring): (candidate: Deployment) => number {
  let inputTokens: number | undefined;
  return ({ id, routing: { rpm, tpm } }) => {
    const { requests, tokens } = signals.usage(id);
    if (rpm !== undefined && requests >= rpm) return Infinity;
    if (tpm === undefined) return tokens;
    inputTokens ??= request.inputTokens();
    return tokens + inputTokens > tpm ? Infinity : tokens;
  };
}

/** Whether the request would go over the deployment's `rpm` or `tpm`. */
export function findUsedUp(context: Measuring): (candidate: Deployment) => boolean {
  const loadOf = measureLoad(context);
  return (candidate) =>
    (candidate.routing.rpm !== undefined || candidate.routing.tpm !== undefined) && loadOf(candidate) === Infinity;
}
