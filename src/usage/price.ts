import type { Prices } from "../core/deployment.ts";
import { type NanoUsd, nanoUsd } from "../core/money.ts";
import type { Usage } from "../core/usage.ts";

const tokensPerPrice = 1_000_000n;

/**
 * The sum over all kinds of tokens of count × price, exact, rounded up once at its end to a whole billionth of a dollar.
 * Reasoning tokens are part of the output tokens and cost the same.
 */
export const priceUsage = (usage: Usage, prices: Prices): NanoUsd => {
  let sum = 0n;
  for (const [tokens, price] of listCharges(usage, prices)) sum += BigInt(tokens) * BigInt(price);
  return nanoUsd(Number((sum + tokensPerPrice - 1n) / tokensPerPrice));
};

/**
 * A kind of token without a price of its own costs what its ordinary kind costs: never nothing, which would be money lost.
 * Counts that overlap (cached audio) or contradict each other are each charged; the ordinary rest is then less, or none.
 */
const listCharges = (usage: Usage, prices: Prices): readonly (readonly [tokens: number, price: number])[] => {
  const tier = prices.tiers?.findLast(({ aboveInputTokens }) => usage.inputTokens > aboveInputTokens);
  const { input, output, cacheRead = input, cacheWrite = input, cacheWrite1h = cacheWrite } = tier ?? prices;
  const { audioInput = input, audioOutput = output } = prices;
  const { cacheReadTokens = 0, cacheWriteTokens = 0, audioInputTokens = 0, audioOutputTokens = 0 } = usage;
  const cacheWrite1hTokens = Math.min(usage.cacheWrite1hTokens ?? 0, cacheWriteTokens);
  return [
    [Math.max(0, usage.inputTokens - cacheReadTokens - cacheWriteTokens - audioInputTokens), input],
    [cacheReadTokens, cacheRead],
    [cacheWriteTokens - cacheWrite1hTokens, cacheWrite],
    [cacheWrite1hTokens, cacheWrite1h],
    [audioInputTokens, audioInput],
    [Math.max(0, usage.outputTokens - audioOutputTokens), output],
    [audioOutputTokens, audioOutput],
  ];
};
