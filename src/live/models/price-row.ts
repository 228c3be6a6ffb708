import { PRICE_KEYS, UNIT_PRICE_KEYS } from "../../config/parse-prices.ts";
import type { Prices, PriceTier } from "../../core/deployment.ts";
import type { JsonObject } from "../../core/json.ts";

/** Prices are nano-dollars per million tokens; dividing whole numbers once leaves the decimals as they are published. */
const NANO_PER_TOKEN = 1e15;
const NANO_PER_USD = 1e9;

/** Under LiteLLM's names, in dollars per token or piece. An unpriced model has no price, not one of zero. */
export const priceRow = (prices: Prices | undefined): JsonObject => ({
  input_cost_per_token: null,
  output_cost_per_token: null,
  ...(prices && tokenPrices(prices)),
  ...(prices && scale(UNIT_PRICE_KEYS, prices, NANO_PER_USD)),
  ...Object.assign({}, ...(prices?.tiers ?? []).map(tierPrices)),
});

const tokenPrices = (prices: Partial<Prices>): JsonObject => scale(PRICE_KEYS, prices, NANO_PER_TOKEN);

const tierPrices = ({ aboveInputTokens, ...prices }: PriceTier): JsonObject =>
  Object.fromEntries(
    Object.entries(tokenPrices(prices)).map(([key, price]) => [
      `${key}_above_${aboveInputTokens / 1000}k_tokens`,
      price,
    ]),
  );

const scale = (
  keys: Readonly<Record<string, Exclude<keyof Prices, "tiers" | "perFilmSecond">>>,
  prices: Partial<Prices>,
  unit: number,
): JsonObject =>
  Object.fromEntries(
    Object.entries(keys).flatMap(([key, name]) => {
      const price = prices[name];
      return price === undefined ? [] : [[key, price / unit]];
    }),
  );
