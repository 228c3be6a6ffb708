import type { Settings } from "../config/gateway-config.ts";
import { Cooldowns } from "../router/cooldowns.ts";
import { RetryBudget } from "../router/retry-budget.ts";
import { createRouter } from "../router/router.ts";
import type { Router } from "../router/router.ts";
import { DeploymentWatch } from "../router/watch-deployments.ts";
import { DurableSignalStore } from "../store/durable/durable-signal-store.ts";
import { RedisSignalStore } from "../store/redis/redis-signal-store.ts";
import type { RedisAccess } from "../store/redis/open-client.ts";
import type { SignalStore } from "../store/signal-store.ts";
import type { WorkerEnv } from "./worker-env.ts";

interface Opened {
  readonly router: Router;
  readonly watch: DeploymentWatch;
}

/** `hasChoice`: whether any request could go to another deployment. Where none can, isolates have nothing to tell each other. */
export function openRouter(
  { router: settings }: Settings,
  { SIGNALS }: WorkerEnv,
  redis: RedisAccess | undefined,
  hasChoice: boolean,
): Opened {
  const now = Date.now;
  const store = hasChoice && settings.hasCooldowns ? openSignals(redis, SIGNALS) : undefined;
  const watch = new DeploymentWatch({ settings, cooldowns: new Cooldowns({ store, now }), now });
  const router = createRouter({ settings, watch, budget: new RetryBudget(now), now, random: Math.random });
  return { router, watch };
}

function openSignals(redis: RedisAccess | undefined, objects: WorkerEnv["SIGNALS"]): SignalStore | undefined {
  if (redis !== undefined) return new RedisSignalStore(redis);
  return objects === undefined ? undefined : new DurableSignalStore(objects);
}
