import type { GatewayConfig } from "../config/gateway-config.ts";
import { Cooldowns } from "../router/cooldowns.ts";
import { RetryBudget } from "../router/retry-budget.ts";
import { createRouter } from "../router/router.ts";
import type { Router } from "../router/router.ts";
import type { RouterSettings } from "../router/router-settings.ts";
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

/** The router for a configuration. */
export type Routers = (config: GatewayConfig) => Opened;

/** What is known of deployments is kept for as long as the router's settings stay as they are. */
export function openRouters({ SIGNALS }: WorkerEnv, redis: RedisAccess | undefined): Routers {
  const now = Date.now;
  const budget = new RetryBudget(now);
  let last: (Opened & { readonly key: string }) | undefined;

  function open(settings: RouterSettings, isShared: boolean): Opened {
    const store = isShared ? openSignals(redis, SIGNALS) : undefined;
    const watch = new DeploymentWatch({ settings, cooldowns: new Cooldowns({ store, now }), now });
    return { watch, router: createRouter({ settings, watch, budget, now, random: Math.random }) };
  }

  return (config) => {
    const settings = config.settings.router;
    // Where no request could go to another deployment, isolates have nothing to tell each other.
    const isShared = settings.hasCooldowns && hasChoice(config);
    const key = JSON.stringify([settings, isShared]);
    if (last?.key !== key) last = { key, ...open(settings, isShared) };
    return last;
  };
}

function openSignals(redis: RedisAccess | undefined, objects: WorkerEnv["SIGNALS"]): SignalStore | undefined {
  if (redis !== undefined) return new RedisSignalStore(redis);
  return objects === undefined ? undefined : new DurableSignalStore(objects);
}

function hasChoice({ models, settings }: GatewayConfig): boolean {
  const { fallbacks, contextWindowFallbacks, contentPolicyFallbacks, defaultFallbacks } = settings.router;
  const tables = [fallbacks, contextWindowFallbacks, contentPolicyFallbacks];
  if (tables.some((table) => Object.keys(table).length > 0) || defaultFallbacks.length > 0) return true;
  return new Set(models.map(({ modelName }) => modelName)).size < models.length;
}
