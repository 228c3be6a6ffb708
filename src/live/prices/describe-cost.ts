import type { GatewayConfig } from "../../config/gateway-config.ts";
import { CAPABILITY_KEYS } from "../../config/read-model-routing.ts";
import type { JsonObject } from "../../core/json.ts";
import { catalogue } from "../../usage/catalogue.generated.ts";
import type { ModelFacts } from "../../usage/model-facts.ts";
import { resolvePrices } from "../../usage/resolve-prices.ts";
import { priceRow } from "../models/price-row.ts";

/** `provider/model` → what it costs and can do, under LiteLLM's names: the catalogue, with the prices that were set over it. */
export function describeCosts({ prices = {} }: GatewayConfig): JsonObject {
  const names = new Set([...Object.keys(catalogue), ...Object.keys(prices)]);
  return Object.fromEntries([...names].toSorted().map((name) => [name, describe(name, prices[name])]));
}

function describe(name: string, own: NonNullable<GatewayConfig["prices"]>[string] | undefined): JsonObject {
  const facts = factsOf(name);
  const prices = resolvePrices(facts?.prices, own);
  return {
    litellm_provider: name.slice(0, name.indexOf("/")),
    ...(facts !== undefined && { mode: facts.mode }),
    ...(facts?.contextWindow !== undefined && { max_input_tokens: facts.contextWindow }),
    ...(facts?.maxOutputTokens !== undefined && { max_output_tokens: facts.maxOutputTokens }),
    ...priceRow(prices),
    ...Object.fromEntries((facts?.capabilities ?? []).map((capability) => [CAPABILITY_KEYS[capability], true])),
    origin: own === undefined ? "catalogue" : "override",
  };
}

const factsOf = (name: string): ModelFacts | undefined => {
  const entry = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  const facts = typeof entry === "string" ? catalogue[entry] : entry;
  return typeof facts === "string" ? undefined : facts;
};
