import type { HolderLimits } from "../../src/core/holder-limits.ts";
import type { Metric } from "../../src/limits/metric.ts";
import type { Scenario } from "./plan-scenario.ts";

/** By the names of durations. All time zones here are UTC. */
export const PERIOD_MS = { "1m": 60_000, "1h": 3_600_000, "1d": 86_400_000 } as const;

/** One limit of a holder, and the counter that stands for it. */
export interface Limit {
  readonly metric: Metric;
  readonly holder: string;
  readonly home: string;
  readonly counter: string;
  readonly limit: number;
  readonly duration?: keyof typeof PERIOD_MS;
  readonly isShadow: boolean;
}

/** Told from the configuration alone, not by the code that is played. */
export function listLimits(holders: readonly HolderLimits[], { shadow }: Pick<Scenario, "shadow">): readonly Limit[] {
  return holders.flatMap(({ holder, home = holder, requestsPerMinute, tokensPerMinute, parallelRequests, budgets }) => {
    const of = (metric: Metric, limit: number | undefined): Limit[] =>
      limit === undefined
        ? []
        : [{ metric, holder, home, limit, counter: `${holder}/${metric}`, isShadow: shadow.has(metric) }];
    return [
      ...of("requests", requestsPerMinute),
      ...of("tokens", tokensPerMinute),
      ...of("parallel", parallelRequests),
      ...(budgets ?? []).flatMap(({ limit, duration }) =>
        of("cost", limit).map((one) => ({
          ...one,
          counter: duration === undefined ? one.counter : `${one.counter}@${duration}`,
          ...(duration !== undefined && { duration: duration as keyof typeof PERIOD_MS }),
        })),
      ),
    ];
  });
}
