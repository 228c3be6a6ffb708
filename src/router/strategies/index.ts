import type { StrategyId } from "../router-settings.ts";
import { costBasedRouting } from "./cost-based-routing.ts";
import { latencyBasedRouting } from "./latency-based-routing.ts";
import { leastBusy } from "./least-busy.ts";
import { simpleShuffle } from "./simple-shuffle.ts";
import type { Strategy } from "./strategy.ts";
import { usageBasedRouting } from "./usage-based-routing-v2.ts";

export const strategies = {
  "simple-shuffle": simpleShuffle,
  "least-busy": leastBusy,
  "latency-based-routing": latencyBasedRouting,
  "usage-based-routing-v2": usageBasedRouting,
  "cost-based-routing": costBasedRouting,
} as const satisfies Record<StrategyId, Strategy>;
