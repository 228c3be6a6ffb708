import type { Settings } from "../config/gateway-config.ts";
import { asId } from "../core/ids.ts";
import type { PassedSoftLimit } from "../limits/list-passed-soft-limits.ts";
import { createLimiter } from "../limits/limiter.ts";
import type { Limiter } from "../limits/limiter.ts";
import { createSpreader } from "../limits/spread-change.ts";
import type { ChangedHolder } from "../limits/spread-change.ts";
import { D1HolderStore } from "../store/d1/d1-holder-store.ts";
import { D1HomeReader } from "../store/d1/d1-home-reader.ts";
import { D1KeyStore } from "../store/d1/d1-key-store.ts";
import { D1LedgerStore } from "../store/d1/d1-ledger-store.ts";
import { D1SpentReader } from "../store/d1/d1-spent-reader.ts";
import { DurableCounterStore } from "../store/durable/durable-counter-store.ts";
import type { HolderCache } from "../store/holder-store.ts";
import type { KeyCache } from "../store/key-store.ts";
import { LruHolderCache } from "../store/memory/lru-holder-cache.ts";
import { LruMap } from "../store/lru-map.ts";
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
  { limits }: Settings,
  { DB, COUNTERS }: WorkerEnv,
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
      alert: logOnce(now),
      now,
    }),
    holders,
    changed: createSpreader({
      counters,
      shardOf,
      keyCache,
      holderCache: holders,
      keys: new D1KeyStore(DB, now),
      homes: new D1HomeReader(DB),
      now,
    }),
    sweep: async () => await (redis === undefined ? undefined : counters.sweep(REDIS_SHARD)),
    redis: redis?.access,
    problem: redis?.problem,
  };
}

const ALERT_EVERY_MS = 24 * 3_600_000;
const ALERTS_REMEMBERED = 1_000;

/** Each holder at most once a day, as far as this isolate remembers. */
function logOnce(now: () => number): (passed: PassedSoftLimit) => void {
  const toldAtMs = new LruMap<string, number>(ALERTS_REMEMBERED);
  return ({ holder, softLimit, used }) => {
    if (now() - (toldAtMs.get(holder) ?? -Infinity) < ALERT_EVERY_MS) return;
    toldAtMs.set(holder, now());
    console.warn("a soft budget is passed", JSON.stringify({ holder, softLimitNanoUsd: softLimit, usedNanoUsd: used }));
  };
}
