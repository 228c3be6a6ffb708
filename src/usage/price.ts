import type { Prices } from "../core/deployment.ts";
import { type NanoUsd, nanoUsd } from "../core/money.ts";
import type { FilmGrade, Units, Usage } from "../core/usage.ts";

const tokensPerPrice = 1_000_000;

/**
 * Whether the prices say all that the call costs; where they do not, it is unpriced. A picture, a search and the like without a price
 * of its own is paid by the token, but only where the provider told the tokens: an estimate knows nothing of it, unless it is one of
 * sound, in tokens.
 */
export function isPriced(usage: Usage, prices: Prices | undefined): prices is Prices {
  if (prices === undefined) return false;
  const { input, output } = prices;
  const isByToken = input + output > 0 || UNITS.every(([, price]) => prices[price] === undefined);
  const counted = UNITS.filter(([unit]) => (usage[unit] ?? 0) > 0);
  if (counted.length === 0) return isByToken;
  if (counted.every(([, price]) => prices[price] !== undefined)) return true;
  return isByToken && (usage.estimated !== true || input + output === 0 || (usage.audioOutputTokens ?? 0) > 0);
}

type UnitRow = readonly [unit: keyof Units, price: keyof Prices, size: number];

/** What is counted in other units than tokens, what one of it costs, and how many of it are charged as one. */
const UNITS = [
  ["images", "perImage", 1],
  ["searchUnits", "perSearchUnit", 1],
  ["characters", "perCharacter", 1],
  ["mediaMs", "perSecond", 1_000],
  ["pages", "perPage", 1],
  ["messages", "perMessage", 1],
  ["requests", "perRequest", 1],
] as const satisfies readonly UnitRow[];

/** On top of what a unit or the tokens cost, where it costs more; without a price, nothing. */
const SURCHARGES = [
  ["annotatedPages", "perAnnotatedPage", 1],
  ["searches", "perSearch", 1],
] as const satisfies readonly UnitRow[];

const COUNTED: readonly UnitRow[] = [...UNITS, ...SURCHARGES];

function priceUnits(usage: Usage, prices: Prices): number {
  let sum = 0;
  for (const [unit, price, size] of COUNTED) {
    const [count, each] = [usage[unit], priceOf(price, usage, prices)];
    if (count !== undefined && typeof each === "number") sum += Math.ceil((count * each) / size);
  }
  return sum;
}

/** A silent film costs what it costs with sound, where nobody says otherwise. */
const WITH_SOUND: { readonly [G in FilmGrade]?: FilmGrade } = { "silent 1080p": "1080p", "silent 4k": "4k" };

function priceOf(price: keyof Prices, { film }: Usage, prices: Prices): Prices[keyof Prices] {
  const { perFilmSecond } = prices;
  if (price !== "perSecond" || film === undefined || perFilmSecond === undefined) return prices[price];
  return perFilmSecond[film] ?? perFilmSecond[WITH_SOUND[film] ?? film] ?? prices[price];
}

/**
 * The sum over all kinds of tokens of count × price, exact, rounded up once at its end to a whole billionth of a dollar,
 * and what is counted in other units. Reasoning tokens are part of the output tokens and cost the same.
 */
export const priceUsage = (usage: Usage, prices: Prices): NanoUsd =>
  nanoUsd(priceUnits(usage, prices) + priceTokens(listCharges(usage, prices)));

const priceTokens = (charges: readonly Charge[]): number => {
  let sum = 0;
  for (const [tokens, price] of charges) sum += tokens * price;
  // Below this nothing was rounded on the way; the rest is rare and may cost more to reckon.
  if (sum > Number.MAX_SAFE_INTEGER) return priceMuch(charges);
  const rest = sum % tokensPerPrice;
  return (sum - rest) / tokensPerPrice + (rest > 0 ? 1 : 0);
};

type Charge = readonly [tokens: number, price: number];

function priceMuch(charges: readonly Charge[]): number {
  const unit = BigInt(tokensPerPrice);
  const sum = charges.reduce((total, [tokens, price]) => total + BigInt(tokens) * BigInt(price), 0n);
  return Number((sum + unit - 1n) / unit);
}

/**
 * A kind of token without a price of its own costs what its ordinary kind costs: never nothing, which would be money lost.
 * Counts that overlap (cached audio) or contradict each other are each charged; the ordinary rest is then less, or none.
 */
const listCharges = (usage: Usage, prices: Prices): readonly Charge[] => {
  const tier = prices.tiers?.findLast(({ aboveInputTokens }) => usage.inputTokens > aboveInputTokens);
  const { input, output, cacheRead = input, cacheWrite = input, cacheWrite1h = cacheWrite } = tier ?? prices;
  const { audioInput = input, audioOutput = output, imageInput = input, imageOutput = output } = prices;
  const { cacheReadAudio = cacheRead, cacheReadImage = cacheRead } = prices;
  const { cacheReadTokens = 0, cacheWriteTokens = 0, cacheReadAudioTokens = 0, cacheReadImageTokens = 0 } = usage;
  const { audioInputTokens = 0, audioOutputTokens = 0, imageInputTokens = 0, imageOutputTokens = 0 } = usage;
  const cacheWrite1hTokens = Math.min(usage.cacheWrite1hTokens ?? 0, cacheWriteTokens);
  const apartInput = cacheReadTokens + cacheWriteTokens + audioInputTokens + imageInputTokens;
  return [
    [Math.max(0, usage.inputTokens - apartInput), input],
    [Math.max(0, cacheReadTokens - cacheReadAudioTokens - cacheReadImageTokens), cacheRead],
    [cacheReadAudioTokens, cacheReadAudio],
    [cacheReadImageTokens, cacheReadImage],
    [cacheWriteTokens - cacheWrite1hTokens, cacheWrite],
    [cacheWrite1hTokens, cacheWrite1h],
    [audioInputTokens, audioInput],
    [imageInputTokens, imageInput],
    [Math.max(0, usage.outputTokens - audioOutputTokens - imageOutputTokens), output],
    [audioOutputTokens, audioOutput],
    [imageOutputTokens, imageOutput],
  ];
};
