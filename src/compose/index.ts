import type { Adapter } from "../adapters/adapter.ts";
import { adapters } from "../adapters/index.ts";
import { buildTemplate } from "../config/build-template.ts";
import { findAdapter } from "../config/find-adapter.ts";
import type { GatewayConfig } from "../config/gateway-config.ts";
import { groupModels } from "../config/group-models.ts";
import { registry } from "../config/registry.ts";
import { withDefined } from "../config/with-defined.ts";
import { createHealthCheck } from "../diagnostics/health-check.ts";
import { probeDeployment } from "../diagnostics/probe-deployment.ts";
import { createBatchPoll } from "../forwards/resources/poll-batches.ts";
import { sweepResponses } from "../forwards/responses/sweep-responses.ts";
import type { AppParts } from "../http/app.ts";
import type { Live } from "../live/live-context.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { expandWildcard } from "../router/expand-wildcard.ts";
import { indexModels } from "../router/model-index.ts";
import { D1AuditLog } from "../store/d1/d1-audit-log.ts";
import { D1GroupSearch } from "../store/d1/d1-group-search.ts";
import { createD1Groups } from "../store/d1/d1-groups.ts";
import { D1KeyRegistry } from "../store/d1/d1-key-registry.ts";
import { createD1LiveRegistries } from "../store/d1/d1-live-config.ts";
import { D1LedgerStore } from "../store/d1/d1-ledger-store.ts";
import { D1SpendReader } from "../store/d1/d1-spend-reader.ts";
import { D1SpentReader } from "../store/d1/d1-spent-reader.ts";
import { D1StandingReader } from "../store/d1/d1-standing-reader.ts";
import { KvHealthStore } from "../store/kv/kv-health-store.ts";
import type { Defer } from "../store/key-store.ts";
import { listModelsOf } from "../usage/list-models-of.ts";
import type { Isolate } from "./open-isolate.ts";

const VERSION = "0.1.0";

export interface Composed extends AppParts {
  /** What is done every minute: each by itself, so that one that fails does not cut off the others. */
  readonly startJobs: (defer: Defer) => readonly Promise<unknown>[];
}

/** What the composer does not know of what is configured at runtime. */
export type LiveState = Pick<Live, "published" | "problems" | "read" | "open" | "changed">;

/** Puts the gateway together: from one configuration, and from what the isolate keeps whatever is configured. */
export function compose(config: GatewayConfig, isolate: Isolate, state: LiveState): Composed {
  const { env, variables, limits, openLocally } = isolate;
  const { limits: settings } = config.settings;
  const adapterOf = findAdapter(config, variables);
  const templates = config.models.map((model) =>
    buildTemplate(model, adapterOf(model.provider), config.settings, variables, config.prices),
  );
  const models = indexModels(templates, config.aliases);
  const accessGroups = groupModels(config.models, config.accessGroups);
  const modelsOf = (provider: string): readonly string[] => listed(adapterOf(provider));
  const expand = (wildcard: string): readonly string[] => expandWildcard(wildcard, templates, modelsOf);

  const { router, watch } = isolate.routerFor(config);
  const gateway: Gateway = {
    authenticate: isolate.authenticate,
    models,
    accessGroups,
    adapterOf,
    router,
    limiter: limits.limiter,
    holders: limits.holders,
    forgetKey: async (key) => await isolate.keyCache.forget(key),
    events: isolate.events,
    responses: isolate.responses,
    runs: isolate.runs,
    batches: isolate.batches,
    objects: isolate.objects,
    files: isolate.files,
    settings: config.settings,
    upstream: isolate.upstream,
  };
  const probeOptions = new Map(
    config.models.map(({ id, mode, baseModel, limitedAs, probe }) => {
      return [id, withDefined({ mode, baseModel, isOfCatchAll: limitedAs !== undefined, ...probe })] as const;
    }),
  );
  const check = createHealthCheck({
    models,
    accessGroups,
    templates,
    adapterOf,
    modelsOf,
    optionsOf: (deployment) => probeOptions.get(deployment) ?? {},
    probe: async (target, timeoutMs, prober) => await probeDeployment(target, timeoutMs, prober, gateway),
    // The dev command has no schedule.
    settings: { ...config.settings.health, inBackground: config.settings.health.inBackground && !openLocally },
    store: new KvHealthStore(env.KEYS),
  });

  const ledger = new D1LedgerStore(env.DB);
  const pollBatches = createBatchPoll({ ...gateway, keys: isolate.keyCache, ledger, now: Date.now });

  return {
    gateway,
    catalogue: { models, accessGroups, expand },
    tenancy: {
      now: Date.now,
      keys: new D1KeyRegistry(env.DB),
      keyCache: isolate.keyCache,
      spend: new D1SpendReader(env.DB),
      groups: createD1Groups(env.DB),
      search: new D1GroupSearch(env.DB),
      standings: new D1StandingReader(env.DB),
      audit: new D1AuditLog(env.DB),
      writing: (author) => ({
        keys: new D1KeyRegistry(env.DB, { author, now: Date.now }),
        groups: createD1Groups(env.DB, { author, now: Date.now }),
      }),
      models,
      accessGroups,
      changed: limits.changed,
      defaultKeyParams: config.settings.defaultKeyParams,
      upperKeyParams: config.settings.upperKeyParams,
      availableTeams: config.settings.availableTeams,
      timeZone: settings.timeZone,
      proxyBudget: settings.proxy?.budgets?.[0]?.limit,
      providerBudgets: { limits: settings.providers, spent: new D1SpentReader(env.DB), timeZone: settings.timeZone },
      live: {
        ...state,
        config,
        sealer: isolate.sealer,
        providers: BUILT_IN,
        adapterOf,
        expand,
        fetch: isolate.upstream.fetch,
        variable: isolate.variable,
      },
      writingLive: (author) => createD1LiveRegistries(env.DB, { author, now: Date.now }),
    },
    health: {
      check,
      version: VERSION,
      unready: () => (!isolate.hasMasterKey && !openLocally ? "The gateway has no master key." : limits.problem),
      pingDatabase: async () => void (await env.DB.prepare("SELECT hash FROM virtual_keys LIMIT 1").all()),
    },
    objects: gateway.objects,
    signals: () => watch.look(),
    startJobs: (defer) => [
      limits.sweep(),
      pollBatches(defer),
      sweepResponses(gateway, Date.now),
      check.runWhenDue({ now: Date.now, defer }),
    ],
  };
}

/** Every provider that needs no configuration. */
export const BUILT_IN: ReadonlySet<string> = new Set([...adapters.keys(), ...registry.keys()]);

const listed = (adapter: Adapter): readonly string[] => adapter.models ?? listModelsOf(adapter.id);
