import type { z } from "zod";
import type { Prices, PriceTier } from "../core/deployment.ts";
import type { Json } from "../core/json.ts";
import { isObject } from "../core/json.ts";
import { fromUsd } from "../core/money.ts";
import type { FilmGrade } from "../core/usage.ts";
import type { Path, Report } from "./problem.ts";
import { dollarsPerToken, dollarsPerUnit, map, parseValue } from "./value-schemas.ts";
import { withDefined } from "./with-defined.ts";

/** LiteLLM's names (dollars per token) and ours. */
export const PRICE_KEYS = {
  input_cost_per_token: "input",
  output_cost_per_token: "output",
  cache_read_input_token_cost: "cacheRead",
  cache_creation_input_token_cost: "cacheWrite",
  cache_creation_input_token_cost_above_1hr: "cacheWrite1h",
  input_cost_per_audio_token: "audioInput",
  output_cost_per_audio_token: "audioOutput",
} as const satisfies Record<string, keyof Prices>;

/** The same, in dollars per picture, search, character, second and page. */
export const UNIT_PRICE_KEYS = {
  output_cost_per_image: "perImage",
  input_cost_per_query: "perSearchUnit",
  input_cost_per_character: "perCharacter",
  input_cost_per_second: "perSecond",
  ocr_cost_per_page: "perPage",
} as const satisfies Record<string, keyof Prices>;

/** Dollars per second of film: also of films that are not the usual. */
const FILM_PRICE = "output_cost_per_second";
const FILM_PRICES = {
  output_cost_per_second_1080p: "1080p",
  output_cost_per_second_4k: "4k",
} as const satisfies Record<string, FilmGrade>;

/**
 * Dollars per search of the web, by how much of what is found is to be read. Which of them was asked for is not known
 * when a call is charged: the dearest is.
 */
const SEARCH_PRICES = "search_context_cost_per_query";
const SEARCH_SIZES = ["search_context_size_low", "search_context_size_medium", "search_context_size_high"];
const dollarsPerSearch = map(
  Object.fromEntries(SEARCH_SIZES.map((size) => [size, dollarsPerUnit.optional()])),
  `dollars by ${SEARCH_SIZES.join(", ")}`,
).transform((sizes) => Math.max(0, ...Object.values(sizes).filter((price) => price !== undefined)));

const TIER =
  /^(input_cost_per_token|output_cost_per_token|cache_read_input_token_cost|cache_creation_input_token_cost)_above_(\d+)k_tokens$/;
const NANO_PER_MILLION = 1e15;

export const priceKeysOf = (value: Json): string[] =>
  isObject(value)
    ? Object.keys(value).filter(
        (key) => Object.hasOwn(PRICE_KEYS, key) || isUnitPrice(key) || key === SEARCH_PRICES || TIER.test(key),
      )
    : [];

const isUnitPrice = (key: string): boolean =>
  Object.hasOwn(UNIT_PRICE_KEYS, key) || key === FILM_PRICE || Object.hasOwn(FILM_PRICES, key);

/** The prices among the keys of a map, in the units of `Prices`; undefined when there are none. */
export function parsePrices(value: Json, path: Path, report: Report): Partial<Prices> | undefined {
  const keys = priceKeysOf(value);
  if (keys.length === 0) return undefined;
  const shape: z.ZodRawShape = Object.fromEntries(keys.map((key) => [key, schemaOf(key).optional()]));
  const found = parseValue(map(shape), value, path, report) as Record<string, number | undefined> | undefined;
  if (found === undefined) return undefined;
  const base = withDefined(
    Object.fromEntries([
      ...Object.entries(PRICE_KEYS).map(([key, name]) => [name, perMillion(found[key])] as const),
      ...Object.entries(UNIT_PRICE_KEYS).map(([key, name]) => [name, perUnit(found[key])] as const),
      ["perSearch", perUnit(found[SEARCH_PRICES])],
      ["perSecond", perUnit(found["input_cost_per_second"] ?? found[FILM_PRICE])],
      ["perFilmSecond", filmPrices(found)],
    ]) as Partial<Prices>,
  );
  const tiers = readTiers(found, base);
  if (tiers.length === 0) return base;
  if (tiers.every(isComplete)) return { ...base, tiers };
  const key = keys.find((name) => TIER.test(name)) ?? "";
  report.warn(
    [...path, key],
    `"${key}" has no effect without input_cost_per_token and output_cost_per_token beside it`,
  );
  return base;
}

function schemaOf(key: string) {
  if (key === SEARCH_PRICES) return dollarsPerSearch;
  return isUnitPrice(key) ? dollarsPerUnit : dollarsPerToken;
}

function filmPrices(found: Record<string, number | undefined>): Prices["perFilmSecond"] {
  const priced = Object.entries(FILM_PRICES).flatMap(([key, grade]) =>
    found[key] === undefined ? [] : [[grade, perUnit(found[key])] as const],
  );
  return priced.length === 0 ? undefined : Object.fromEntries(priced);
}

/** A tier replaces all prices, so one that knows only some of them would give the others away. */
const isComplete = (tier: Partial<PriceTier>): tier is PriceTier =>
  tier.input !== undefined && tier.output !== undefined;

const perMillion = (perToken: number | undefined): number | undefined =>
  perToken === undefined ? undefined : Math.round(perToken * NANO_PER_MILLION);

const perUnit = (dollars: number | undefined): number | undefined =>
  dollars === undefined ? undefined : fromUsd(dollars);

function readTiers(
  found: Record<string, number | undefined>,
  base: Partial<Prices>,
): (Partial<PriceTier> & Pick<PriceTier, "aboveInputTokens">)[] {
  const thresholds = new Set(Object.keys(found).flatMap((key) => TIER.exec(key)?.[2] ?? []));
  return [...thresholds]
    .map((thousands) => {
      const at = (name: string): number | undefined => perMillion(found[`${name}_above_${thousands}k_tokens`]);
      return withDefined({
        aboveInputTokens: Number(thousands) * 1000,
        input: at("input_cost_per_token") ?? base.input,
        output: at("output_cost_per_token") ?? base.output,
        cacheRead: at("cache_read_input_token_cost") ?? base.cacheRead,
        cacheWrite: at("cache_creation_input_token_cost") ?? base.cacheWrite,
      });
    })
    .toSorted((a, b) => a.aboveInputTokens - b.aboveInputTokens);
}
