import type { Adapter } from "./adapters/adapter.ts";
import { createAuthenticator } from "./auth/authenticate.ts";
import { buildTemplate } from "./config/build-template.ts";
import { findAdapter } from "./config/find-adapter.ts";
import type { GatewayConfig } from "./config/gateway-config.ts";
import { groupModels } from "./config/group-models.ts";
import { environmentOf, resolveValue } from "./config/resolve-value.ts";
import type { Environment } from "./config/resolve-value.ts";
import type { UsageEvent } from "./core/usage-event.ts";
import { createLimiter } from "./limits/limiter.ts";
import { shardOf } from "./limits/shard-of.ts";
import type { AppParts } from "./http/app.ts";
import { expandWildcard } from "./router/expand-wildcard.ts";
import { indexModels } from "./router/model-index.ts";
import type { OutboxEntry } from "./store/counter-store.ts";
import { D1KeyRegistry } from "./store/d1/d1-key-registry.ts";
import { D1KeyStore } from "./store/d1/d1-key-store.ts";
import { D1LedgerStore } from "./store/d1/d1-ledger-store.ts";
import { D1SpendReader } from "./store/d1/d1-spend-reader.ts";
import { D1SpentReader } from "./store/d1/d1-spent-reader.ts";
import { CounterObject } from "./store/durable/counter-object.ts";
import { DurableCounterStore } from "./store/durable/durable-counter-store.ts";
import { KvKeyStore } from "./store/kv/kv-key-store.ts";
import { LruKeyCache } from "./store/memory/lru-key-cache.ts";
import { openCounters } from "./store/redis/open-counters.ts";
import { deliverAfterSettle } from "./usage/deliver-outbox.ts";
import { listModelsOf } from "./usage/list-models-of.ts";
import { createEventRecorder } from "./usage/record-events.ts";

const VERSION = "0.1.0";

/** What a deployed worker is bound to, beside the variables that the configuration names. */
export interface WorkerEnv extends Environment {
  readonly DB: D1Database;
  readonly KEYS: KVNamespace;
  readonly COUNTERS: DurableObjectNamespace<Counters>;
  /** Set by the dev command alone: a gateway without a master key then serves everyone. */
  readonly TOLLGATE_LOCAL?: string;
}

/** The authority over the counters. Its usage events go where those without limits go. */
export class Counters extends CounterObject<WorkerEnv> {
  protected async deliver(entries: readonly OutboxEntry[]): Promise<void> {
    await new D1LedgerStore(this.env.DB).append(entries.map(({ event }) => JSON.parse(event) as UsageEvent));
  }
}

/** Puts the gateway together from its configuration and what the worker is bound to. Once per isolate. */
export function compose(config: GatewayConfig, env: WorkerEnv): AppParts {
  const variables = environmentOf(config, env);
  const adapterOf = findAdapter(config, variables);
  const templates = config.models.map((model) =>
    buildTemplate(model, adapterOf(model.provider), config.settings, variables),
  );
  const models = indexModels(templates, config.aliases);
  const accessGroups = groupModels(config.models);

  // A pasted secret may end in a line break.
  const masterKey = config.masterKey === undefined ? undefined : resolveValue(config.masterKey, variables)?.trim();
  const openLocally = env.TOLLGATE_LOCAL === "1";
  const keyCache = new LruKeyCache(new KvKeyStore(env.KEYS, new D1KeyStore(env.DB, Date.now)), Date.now);
  const ledger = new D1LedgerStore(env.DB);
  const redis = openCounters(
    (name) => resolveValue(`os.environ/${name}`, variables)?.trim(),
    config.settings.limits.deadlineMs,
  );
  const counters = redis
    ? deliverAfterSettle(redis.counters, ledger)
    : new DurableCounterStore(env.COUNTERS, config.settings.limits);
  const { keyHeaderName, defaultKeyParams, limits } = config.settings;
  const authenticate = createAuthenticator({ masterKey, keys: keyCache, openLocally, keyHeaderName, now: Date.now });

  return {
    gateway: {
      authenticate,
      models,
      accessGroups,
      adapterOf,
      limiter: createLimiter({
        counters,
        spent: new D1SpentReader(env.DB),
        timeZone: limits.timeZone,
        shadow: new Set(limits.shadow),
        tokens: limits.tokens,
        now: Date.now,
      }),
      forgetKey: async (key) => await keyCache.forget(key),
      events: createEventRecorder(ledger),
      settings: config.settings,
      // Called detached, fetch would lose its receiver.
      fetch: (input, init) => fetch(input, init),
    },
    catalogue: {
      models,
      accessGroups,
      expand: (wildcard) => expandWildcard(wildcard, templates, (provider) => listed(adapterOf(provider))),
    },
    tenancy: {
      now: Date.now,
      keys: new D1KeyRegistry(env.DB),
      keyCache,
      spend: new D1SpendReader(env.DB),
      revoke: async (key, epoch) => {
        const holder = `key:${key}`;
        // Without it a copy elsewhere still ages out within a minute.
        const shard = shardOf([{ holder }, ...(limits.proxy === undefined ? [] : [limits.proxy])]);
        await counters.revoke(shard, { op: "revoke", holder, epoch }).catch((error: unknown) => {
          console.error("a revocation did not reach the counters", String(error));
        });
      },
      defaultKeyParams,
    },
    health: {
      version: VERSION,
      unready: () => (!masterKey && !openLocally ? "The gateway has no master key." : redis?.problem),
      pingDatabase: async () => void (await env.DB.prepare("SELECT hash FROM virtual_keys LIMIT 1").all()),
    },
  };
}

const listed = (adapter: Adapter): readonly string[] => adapter.models ?? listModelsOf(adapter.id);
