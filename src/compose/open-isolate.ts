import { createTokenCache } from "../adapters/upstream-tools.ts";
import { AttemptCounter } from "../auth/attempt-counter.ts";
import { createAuthenticator } from "../auth/authenticate.ts";
import { guardDoor } from "../auth/guard-door.ts";
import { createResponseSeal } from "../auth/response-seal.ts";
import type { GatewayConfig } from "../config/gateway-config.ts";
import { type Environment, environmentOf, resolveValue } from "../config/resolve-value.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { D1ConversationStore } from "../store/d1/d1-conversation-store.ts";
import { D1KeyStore } from "../store/d1/d1-key-store.ts";
import { D1LedgerStore } from "../store/d1/d1-ledger-store.ts";
import { D1ManagedObjects } from "../store/d1/d1-managed-objects.ts";
import { D1ResponseStore } from "../store/d1/d1-response-store.ts";
import type { KeyCache } from "../store/key-store.ts";
import { DurableBatchRuns } from "../store/durable/durable-batch-runs.ts";
import { DurableBackgroundRuns } from "../store/durable/durable-background-runs.ts";
import { KvKeyStore } from "../store/kv/kv-key-store.ts";
import { LruKeyCache } from "../store/memory/lru-key-cache.ts";
import { R2FileStore } from "../store/r2/r2-file-store.ts";
import { RedisDoorStore } from "../store/redis/redis-door-store.ts";
import { createSealer, type Sealer } from "../store/seal-secrets.ts";
import { createEventRecorder } from "../usage/record-events.ts";
import { type Limits, openLimits } from "./open-limits.ts";
import { openRouters, type Routers } from "./open-router.ts";
import type { WorkerEnv } from "./worker-env.ts";

/** What lasts as long as the isolate, whatever is configured meanwhile: its memory of keys, counts and deployments. */
export interface Isolate extends Pick<
  Gateway,
  "authenticate" | "batches" | "events" | "files" | "objects" | "responses" | "runs" | "upstream"
> {
  readonly env: WorkerEnv;
  /** What configured texts may stand for. */
  readonly variables: Environment;
  /** One of them; undefined when it is unset or empty. */
  readonly variable: (name: string) => string | undefined;
  readonly keyCache: KeyCache;
  readonly limits: Limits;
  readonly routerFor: Routers;
  readonly sealer: Sealer;
  /** A local run without a master key serves everyone. */
  readonly openLocally: boolean;
  readonly hasMasterKey: boolean;
}

/** From what is deployed: nothing of this can be changed at runtime. */
export function openIsolate(published: GatewayConfig, env: WorkerEnv): Isolate {
  const variables = environmentOf(published, env);
  const variable = (name: string): string | undefined => resolveValue(`os.environ/${name}`, variables);
  const masterKey = published.masterKey === undefined ? undefined : resolveValue(published.masterKey, variables);
  // LiteLLM seals with the master key where there is no salt key.
  const salts = [variable("LITELLM_SALT_KEY"), variable("LITELLM_SALT_KEY_PREVIOUS"), masterKey].filter(
    (salt) => salt !== undefined,
  );
  const openLocally = env.TOLLGATE_LOCAL === "1";
  const { keyHeaderName, doorGuard } = published.settings;
  const keyCache = new LruKeyCache(new KvKeyStore(env.KEYS, new D1KeyStore(env.DB, Date.now)), Date.now);
  const limits = openLimits(published.settings, env, variable, keyCache);
  /** Without a limit, nothing is counted. */
  const countAtDoor = (name: string, perMinute: number) => {
    if (perMinute === 0) return undefined;
    const shared = limits.redis && new RedisDoorStore({ ...limits.redis, name, perMinute, secret: masterKey ?? "" });
    return new AttemptCounter({ perMinute, shared, now: Date.now });
  };
  const authenticate = guardDoor(
    createAuthenticator({ masterKey, keys: keyCache, openLocally, keyHeaderName, now: Date.now }),
    {
      failures: countAtDoor("failed-auth", doorGuard.failedAuthPerMinute),
      requests: countAtDoor("requests", doorGuard.requestsPerMinutePerIp),
      keyHeaderName,
    },
  );
  return {
    env,
    variables,
    variable,
    authenticate,
    keyCache,
    limits,
    routerFor: openRouters(env, limits.redis),
    events: createEventRecorder(new D1LedgerStore(env.DB)),
    upstream: {
      // Called detached, fetch would lose its receiver.
      fetch: (input, init) => fetch(input, init),
      now: Date.now,
      tokens: createTokenCache(Date.now),
      ai: env.AI,
    },
    sealer: createSealer(salts),
    responses: {
      seal: createResponseSeal(salts),
      store: new D1ResponseStore(env.DB),
      conversations: new D1ConversationStore(env.DB),
    },
    batches: env.BATCHES && new DurableBatchRuns(env.BATCHES),
    runs: env.RUNS && new DurableBackgroundRuns(env.RUNS),
    objects: new D1ManagedObjects(env.DB),
    files: env.FILES && new R2FileStore(env.FILES),
    openLocally,
    hasMasterKey: masterKey !== undefined && masterKey !== "",
  };
}
