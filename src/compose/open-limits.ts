import type { Settings } from "../config/gateway-config.ts";
import { asId } from "../core/ids.ts";
import { createLimiter } from "../limits/limiter.ts";
import type { Limiter } from "../limits/limiter.ts";
import { createSpreader } from "../limits/spread-change.ts";
import type { ChangedHolder } from "../limits/spread-change.ts";
import { createAlert } from "../limits/tell-alerts.ts";
import { D1HolderStore } from "../store/d1/d1-holder-store.ts";
import { D1HomeReader } from "../store/d1/d1-home-reader.ts";
import { D1LedgerStore } from "../store/d1/d1-ledger-store.ts";
import { D1SpentReader } from "../store/d1/d1-spent-reader.ts";
import { DurableCounterStore } from "../store/durable/durable-counter-store.ts";
import type { HolderCache } from "../store/holder-store.ts";
import type { KeyCache } from "../store/key-store.ts";
import { KvAlertStore } from "../store/kv/kv-alert-store.ts";
import { LruHolderCache } from "../store/memory/lru-holder-cache.ts";
import { openCounters } from "../store/redis/open-counters.ts";
import type { RedisAccess } from "../store/redis/open-client.ts";
import { deliverAfterSettle } from "../usage/deliver-outbox.ts";
import type { WorkerEnv } from "./worker-env.ts";

/** All that counts, whatever the authority over it is. */
export interface Limits {
  readonly limiter: Limiter;
  readonly holders: HolderCache;
  /** See `createSpreader`. */
  readonly changed: (holders: readonly ChangedHolder[]) => Promise<void>;
  /** For a scheduled job: ends what nobody ends, where the authority has no alarm of its own. */
  readonly sweep: () => Promise<void>;
  /** Undefined where counting does not use Redis. */
  readonly redis?: RedisAccess | undefined;
  /** Why nothing can be counted. */
  readonly problem?: string | undefined;
}

/** One Redis decides every call in one step, so all of it is one shard. */
const REDIS_SHARD = "gateway";

export function openLimits(
  { limits, alerting }: Settings,
  { DB, COUNTERS, KEYS }: WorkerEnv,
  variable: (name: string) => string | undefined,
  keyCache: KeyCache,
): Limits {
  const now = Date.now;
  const redis = openCounters(variable, limits.deadlineMs);
  const counters = redis
    ? deliverAfterSettle(redis.counters, new D1LedgerStore(DB))
    : new DurableCounterStore(COUNTERS, limits);
  const shardOf = redis ? () => REDIS_SHARD : (home: string) => home;
  const { budget, budgetId } = limits.endUser;
  const endUserDefault = {
    ...(budget !== undefined && { maxBudget: budget.limit }),
    ...(budgetId !== undefined && { budgetId: asId<"budget">(budgetId) }),
  };
  const holders = new LruHolderCache(new D1HolderStore(DB, { endUserDefault }), now);
  return {
    limiter: createLimiter({
      counters,
      spent: new D1SpentReader(DB),
      timeZone: limits.timeZone,
      shadow: new Set(limits.shadow),
      tokens: limits.tokens.kind,
      shardOf,
      whenAway: limits.whenAway,
      leases: limits.leases,
      budgetStatus: limits.budgetStatus,
      alert: createAlert({ now, webhook: alerting.includes("webhook") ? openWebhook(variable, KEYS) : undefined }),
      now,
    }),
    holders,
    changed: createSpreader({
      counters,
      shardOf,
      keyCache,
      holderCache: holders,
      homes: new D1HomeReader(DB),
    }),
    sweep: async () => await (redis === undefined ? undefined : counters.sweep(REDIS_SHARD)),
    redis: redis?.access,
    problem: redis?.problem,
  };
}

/** LiteLLM's name of the variable. Undefined, and the log says so, where it holds no address. */
function openWebhook(variable: (name: string) => string | undefined, keys: KVNamespace) {
  const url = URL.parse(variable("WEBHOOK_URL") ?? "");
  if (url !== null)
    return { url, fetch: (to: URL, init: RequestInit) => fetch(to, init), sent: new KvAlertStore(keys) };
  console.error("alerts are only logged: WEBHOOK_URL is not set, or is no URL");
  return undefined;
}
