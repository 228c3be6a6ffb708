import { findProvider, type ConditionalPrice, type ModelInfo, type ModelPrice } from "@pydantic/genai-prices";
import type { Prices, PriceTier } from "../../src/core/deployment.ts";
import { nameModels } from "./name-models.ts";

/** Our provider ids (LiteLLM's) → the price source's. */
const providers = {
  openai: "openai",
  anthropic: "anthropic",
  groq: "groq",
  deepseek: "deepseek",
  mistral: "mistral",
  together_ai: "together",
  openrouter: "openrouter",
  xai: "x-ai",
  gemini: "google",
  cerebras: "cerebras",
  fireworks_ai: "fireworks",
  cohere: "cohere",
  moonshot: "moonshotai",
  perplexity: "perplexity",
  voyage: "voyageai",
  bedrock: "aws",
} as const satisfies Record<string, string>;

export interface PricedModel {
  readonly provider: string;
  /** Lower case, the main one first. */
  readonly names: readonly string[];
  /** One of the names as the provider spells it; or, where the source made the name up, none of them. */
  readonly spelling: string;
  readonly prices: Prices | undefined;
  readonly contextWindow: number | undefined;
  /** The price depends on the time of day; the dearest is given. */
  readonly byTheHour: boolean;
}

/** Prices in force on a day (`2026-09-23`); of prices that change by the hour, the dearest. */
export const readPriceSource = (day: string): readonly PricedModel[] =>
  Object.entries(providers).flatMap(([provider, theirs]) => {
    const models = findProvider({ providerId: theirs })?.models;
    if (models === undefined) throw new Error(`The price source has no provider "${theirs}".`);
    return nameModels(provider, models).map(({ model, names }) => ({
      provider,
      names,
      spelling: model.id,
      prices: readPrices(model, day),
      contextWindow: model.context_window,
      byTheHour:
        Array.isArray(model.prices) && model.prices.some(({ constraint }) => constraint?.type === "time_of_date"),
    }));
  });

const readPrices = (model: ModelInfo, day: string): Prices | undefined => {
  const inForce = Array.isArray(model.prices) ? listInForce(model.prices, day) : [model.prices];
  const found = inForce.map((price) => convert(model, price)).filter((prices) => prices !== undefined);
  return found.length > 1 ? found.reduce(takeDearest) : found[0];
};

/** The source's last entry that holds wins; those bound to hours stand beside the one that holds all day. */
const listInForce = (conditional: readonly ConditionalPrice[], day: string): readonly ModelPrice[] => {
  const inForce: ModelPrice[] = [];
  for (const { constraint, prices } of conditional.toReversed()) {
    if (constraint?.type === "start_date" && constraint.start_date > day) continue;
    inForce.push(prices);
    if (constraint?.type !== "time_of_date") break;
  }
  return inForce;
};

const fields = {
  input: "input_mtok",
  output: "output_mtok",
  cacheRead: "cache_read_mtok",
  cacheWrite: "cache_write_mtok",
  cacheWrite1h: "cache_write_1h_mtok",
  cacheReadAudio: "cache_audio_read_mtok",
  cacheReadImage: "cache_image_read_mtok",
  audioInput: "input_audio_mtok",
  audioOutput: "output_audio_mtok",
  imageInput: "input_image_mtok",
  imageOutput: "output_image_mtok",
} as const satisfies Partial<Record<keyof Prices, string>>;
type Field = keyof typeof fields;

/** What is not charged by the token, and how many of ours are in one of the source's. */
const units = {
  perSecond: ["audio_hours", 3_600],
  perPage: ["input_document_kpages", 1_000],
  perMessage: ["input_text_messages_kcount", 1_000],
} as const satisfies Partial<Record<keyof Prices, readonly [key: string, size: number]>>;

/** What `Prices` cannot say. Without it the price would be too low, so the model is left unpriced. */
const inexpressible = ["requests_kcount", "output_video_mtok", "output_reasoning_mtok", "output_citation_mtok"];

const convert = (model: ModelInfo, price: ModelPrice): Prices | undefined => {
  if (inexpressible.some((key) => price[key] !== undefined) || drawsUntold(model, price)) return undefined;
  if (price["input_mtok"] === undefined) return isFree(model, price) ? { input: 0, output: 0 } : readUnits(price);
  const starts = Object.values(fields).flatMap((key) => {
    const value = price[key];
    return typeof value === "object" ? value.tiers.map((tier) => tier.start) : [];
  });
  const tiers = [...new Set(starts)]
    .toSorted((a, b) => a - b)
    .map((start): PriceTier => {
      const { input, output, cacheRead, cacheWrite, cacheWrite1h } = readFields(model, price, start);
      return {
        aboveInputTokens: start,
        input,
        output,
        ...(cacheRead !== undefined && { cacheRead }),
        ...(cacheWrite !== undefined && { cacheWrite }),
        ...(cacheWrite1h !== undefined && { cacheWrite1h }),
      };
    });
  return { ...readFields(model, price, 0), ...(tiers.length > 0 && { tiers }) };
};

/** Pictures that cost more than text, of a provider whose answers are not read for how much of them is pictures. */
const drawsUntold = ({ id }: ModelInfo, price: ModelPrice): boolean =>
  price["output_image_mtok"] !== undefined && !id.startsWith("gpt-image");

function readUnits(price: ModelPrice): Prices | undefined {
  const found = Object.entries(units).flatMap(([field, [key, size]]) => {
    const value = price[key];
    return typeof value === "number" ? [[field, toNano(value / size)]] : [];
  });
  if (found.length === 0) return undefined;
  const { input_annotated_document_kpages: annotated, input_document_kpages: plain } = price;
  const surcharge = typeof annotated === "number" && typeof plain === "number" ? annotated - plain : undefined;
  return {
    input: 0,
    output: 0,
    ...Object.fromEntries(found),
    ...(surcharge !== undefined && { perAnnotatedPage: toNano(surcharge / 1_000) }),
  };
}

// An empty price means "free" with some models and "not known" with others in the source.
const isFree = (model: ModelInfo, price: ModelPrice): boolean =>
  Object.keys(price).length === 0 && /:free$|^moderation$/.test(model.id);

const readFields = (model: ModelInfo, price: ModelPrice, start: number): Omit<Prices, "tiers"> => {
  const found: Partial<Record<Field, number>> = {};
  for (const field of Object.keys(fields) as Field[]) {
    const value = price[fields[field]];
    if (value === undefined) continue;
    found[field] = toNano(
      typeof value === "number"
        ? value
        : (value.tiers.findLast((tier) => tier.start <= start && start > 0)?.price ?? value.base),
    );
  }
  const { input = 0, output = 0, cacheWrite } = found;
  // The shops that resell Claude have this price as well; the source often lacks it.
  const cacheWrite1h =
    found.cacheWrite1h ?? (cacheWrite !== undefined && /claude/.test(model.id) ? 2 * input : undefined);
  return { ...found, ...(cacheWrite1h !== undefined && { cacheWrite1h }), input, output };
};

/** From dollars. Nearly every published price is a whole number of this unit; the few shares of a dollar are rounded up. */
export const toNano = (dollars: number): number => {
  const nano = dollars * 1e9;
  const nearest = Math.round(nano);
  // The product of an exact price is off by a rounding error of a double, never by this much.
  return Math.abs(nano - nearest) < 1e-3 ? nearest : Math.ceil(nano);
};

const takeDearest = (a: Prices, b: Prices): Prices => {
  if (a.tiers !== undefined || b.tiers !== undefined)
    throw new Error("Prices by the hour with tiers are not supported.");
  const dearest: Partial<Record<Field, number>> = {};
  for (const field of Object.keys(fields) as Field[]) {
    const values = [a[field], b[field]].filter((value) => value !== undefined);
    if (values.length > 0) dearest[field] = Math.max(...values);
  }
  return { ...dearest, input: Math.max(a.input, b.input), output: Math.max(a.output, b.output) };
};
