import type { Deployment } from "../../core/deployment.ts";
import type { RouteRequest } from "../route-request.ts";
import type { RouterSettings } from "../router-settings.ts";
import type { Signals } from "../signals.ts";

export interface StrategyContext {
  readonly request: RouteRequest;
  readonly signals: Signals;
  readonly settings: RouterSettings;
  /** From 0 up to, never reaching, 1. */
  readonly random: () => number;
}

/** The candidates in the order in which they should be tried, each of them once. Pure but for `random`. */
export type Strategy = (candidates: readonly Deployment[], context: StrategyContext) => readonly Deployment[];
