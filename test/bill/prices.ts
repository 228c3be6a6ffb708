import type { ToldUsage } from "./write-answers.ts";
import type { Route } from "../support/routes.ts";

/** Nano-dollars for a million tokens, chosen so that most sums do not come to whole nano-dollars. */
const PRICES = {
  openai: { input: 151_370_000n, cached: 75_130_000n, output: 611_930_000n },
  anthropic: { input: 3_001_770_000n, cached: 301_190_000n, output: 15_007_310_000n },
} as const satisfies Record<Route["provider"], Record<"input" | "cached" | "output", bigint>>;

const MILLION = 1_000_000n;
const dollarsPerToken = (price: bigint): number => Number(`${price}e-15`);

/** The same prices as a configuration says them. */
export const priceParams = (provider: Route["provider"]): object => ({
  input_cost_per_token: dollarsPerToken(PRICES[provider].input),
  cache_read_input_token_cost: dollarsPerToken(PRICES[provider].cached),
  output_cost_per_token: dollarsPerToken(PRICES[provider].output),
});

/** What the provider charges, in nano-dollars; a part of one is charged as one. */
export function costOf(provider: Route["provider"], { inputTokens, cachedTokens, outputTokens }: ToldUsage): number {
  const { input, cached, output } = PRICES[provider];
  const sum =
    BigInt(inputTokens - cachedTokens) * input + BigInt(cachedTokens) * cached + BigInt(outputTokens) * output;
  return Number((sum + MILLION - 1n) / MILLION);
}
