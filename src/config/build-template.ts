import type { Adapter } from "../adapters/adapter.ts";
import { ignoresCacheReads } from "../adapters/ignores-cache-reads.ts";
import type { HolderLimits } from "../core/holder-limits.ts";
import { nameHolder } from "../core/holder-name.ts";
import { asId } from "../core/ids.ts";
import { findRegion } from "../core/region.ts";
import { type ProviderSettings, providerSettings } from "../core/provider-settings.ts";
import type { DeploymentTemplate } from "../router/model-index.ts";
import { findEntry, findModelFacts } from "../usage/find-price.ts";
import { resolvePrices } from "../usage/resolve-prices.ts";
import type { GatewayConfig, ModelConfig, Settings } from "./gateway-config.ts";
import { mergeCapabilities } from "./merge-capabilities.ts";
import { type Environment, resolveJson, resolveTexts, resolveValue } from "./resolve-value.ts";
import { withDefined } from "./with-defined.ts";

/** A configured model with its secrets, addresses, prices and timeouts: everything but the name a wildcard stands for. */
export function buildTemplate(
  model: ModelConfig,
  adapter: Adapter,
  settings: Settings,
  env: Environment,
  prices: NonNullable<GatewayConfig["prices"]> = {},
): DeploymentTemplate {
  const value = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : resolveValue(text, env);
  const firstOf = (variables: readonly string[]): string | undefined =>
    variables.map((name) => resolveValue(`os.environ/${name}`, env)).find(Boolean);
  const cacheRule = model.excludeCachedTokens ?? settings.limits.tokens.excludeCached;
  const limits = limitsOf(model, settings);
  const headers = Object.entries(resolveTexts(model.headers, env)).map(([name, text]) => [name.toLowerCase(), text]);
  const shared = {
    id: asId<"deployment">(model.id),
    modelName: model.modelName,
    provider: model.provider,
    baseUrl: value(model.apiBase) ?? firstOf(adapter.baseVariables),
    credential: value(model.apiKey) ?? firstOf(adapter.keyVariables),
    apiVersion: value(model.apiVersion) ?? firstOf(adapter.versionVariables ?? []),
    organization: value(model.organization),
    settings: settingsOf(model, adapter, value, firstOf),
    headers: Object.fromEntries(headers) as Readonly<Record<string, string>>,
    defaults: resolveJson(model.defaults, env),
    dropParams: model.dropParams ?? settings.dropParams,
    ...withDefined({
      allowedParams: model.allowedParams,
      droppedParams: model.droppedParams,
      mockResponse: model.mockResponse,
    }),
    excludesCachedTokens: cacheRule === "auto" ? ignoresCacheReads(model.provider) : cacheRule,
    ...(limits.length > 0 && { limits }),
    timeouts: {
      firstByteMs: model.streamTimeoutMs ?? settings.firstByteTimeoutMs,
      idleMs: model.streamIdleTimeoutMs ?? settings.idleTimeoutMs,
      totalMs: model.timeoutMs ?? settings.requestTimeoutMs,
    },
  };
  const { vertex_location, aws_region_name } = shared.settings;
  const [told, set] = [regionAt(value(model.region)), regionAt(vertex_location ?? aws_region_name)];
  return {
    id: model.id,
    modelName: model.modelName,
    provider: model.provider,
    model: model.model,
    build: (name) => {
      const facts = findModelFacts(model.provider, name, model.baseModel);
      const named = regionAt(adapter.placeOf?.(name, shared.settings));
      // A client writes the name that a wildcard stands for, and may not be promised what it then contradicts.
      const isInDoubt = told !== undefined && named !== undefined && told !== named;
      return {
        ...shared,
        model: name,
        prices: resolvePrices(facts?.prices ?? adapter.prices, {
          ...findEntry(prices, model.provider, name, model.baseModel),
          ...model.prices,
        }),
        maxOutputTokens: model.maxOutputTokens ?? facts?.maxOutputTokens,
        routing: withDefined({
          weight: model.weight,
          rpm: model.rpm,
          tpm: model.tpm,
          order: model.order,
          tags: model.tags ?? [],
          region: isInDoubt ? undefined : (told ?? named ?? set),
          contextWindow: model.contextWindow ?? facts?.contextWindow,
          capabilities: mergeCapabilities(facts?.capabilities, model.capabilities),
          cooldownMs: model.cooldownMs,
          retries: model.retries,
        }),
      };
    },
  };
}

const regionAt = (place: string | undefined): string | undefined =>
  place === undefined ? undefined : (findRegion(place) ?? place);

function settingsOf(
  { settings }: ModelConfig,
  adapter: Adapter,
  value: (text: string | undefined) => string | undefined,
  firstOf: (variables: readonly string[]) => string | undefined,
): ProviderSettings {
  const found = providerSettings.map(
    (name) => [name, value(settings?.[name]) ?? firstOf(adapter.settings?.[name] ?? [])] as const,
  );
  return withDefined(Object.fromEntries(found));
}

function limitsOf(model: ModelConfig, { limits }: Settings): readonly HolderLimits[] {
  const own = withDefined({
    requestsPerMinute: limits.enforcesDeploymentRates ? model.rpm : undefined,
    tokensPerMinute: limits.enforcesDeploymentRates ? model.tpm : undefined,
    parallelRequests: model.maxParallelRequests,
    budgets: model.budget === undefined ? undefined : [model.budget],
  });
  const ofProvider = Object.hasOwn(limits.providers, model.provider) ? limits.providers[model.provider] : undefined;
  return [
    ...(Object.keys(own).length > 0 ? [{ holder: nameHolder("deployment", model.limitedAs ?? model.id), ...own }] : []),
    ...(ofProvider === undefined ? [] : [ofProvider]),
  ];
}
