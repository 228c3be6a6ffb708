import type { Prices } from "../../src/core/deployment.ts";
import { listCatalogueKeys } from "../../src/usage/list-catalogue-keys.ts";
import type { Catalogue, Mode, ModelFacts } from "../../src/usage/model-facts.ts";
import type { Family, ModelsFile } from "./read-models-file.ts";
import { type PricedModel, toNano } from "./read-price-source.ts";

type Entries = Map<string, ModelFacts | string>;

export const buildCatalogue = (priced: readonly PricedModel[], file: ModelsFile): Catalogue => {
  const readMode = createModeReader(file.modes);
  const entries: Entries = new Map();
  for (const model of priced) addPriced(entries, model, readMode);
  for (const [provider, families] of Object.entries(file.models)) {
    for (const family of families) applyFamily(entries, provider, family, readMode);
  }
  for (const key of entries.keys()) inheritFacts(entries, key);
  for (const [provider, rules] of Object.entries(file.searches)) priceSearches(entries, provider, rules);
  for (const [provider, pattern] of Object.entries(file.unlisted)) markUnlisted(entries, provider, new RegExp(pattern));
  return Object.fromEntries([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

type ReadMode = (provider: string, name: string) => Mode;

const createModeReader = (rules: ModelsFile["modes"]): ReadMode => {
  const compiled = rules.map((rule) => ({ ...rule, pattern: new RegExp(rule.pattern) }));
  return (provider, name) => {
    const bare = name.slice(name.lastIndexOf("/") + 1);
    const holds = compiled.find((rule) => (rule.provider ?? provider) === provider && rule.pattern.test(bare));
    return holds?.mode ?? "chat";
  };
};

const addPriced = (entries: Entries, model: PricedModel, readMode: ReadMode): void => {
  const { provider, names, spelling, prices, contextWindow } = model;
  const main = new Map<Mode, string>();
  for (const name of names) {
    const key = `${provider}/${name}`;
    const mode = readMode(provider, name);
    const same = main.get(mode);
    if (same === undefined) main.set(mode, key);
    const capitals = spelling !== name && spelling.toLowerCase() === name;
    const known = isWhole(mode, name, prices) ? prices : undefined;
    entries.set(key, same ?? tidyFacts({ mode, name: capitals ? spelling : undefined, prices: known, contextWindow }));
  }
};

/**
 * False where the source lacks a part of the price: half a price would charge half. Pictures and sound are counted as
 * output tokens and cost several times as much as text; Perplexity's Sonar is charged by the request as well.
 */
const isWhole = (mode: Mode, name: string, prices: Prices | undefined): boolean => {
  if (prices === undefined || !["chat", "completion", "responses"].includes(mode)) return true;
  if (prices.output === 0 && prices.input > 0) return false;
  return prices.audioOutput !== undefined || !/(?:^|[-/])(?:audio|image|sonar)(?:-|$)/.test(name);
};

const applyFamily = (entries: Entries, provider: string, family: Family, readMode: ReadMode): void => {
  const { names, apart = false, prices, ...stated } = family;
  const [first = ""] = names;
  for (const name of names) {
    const key = `${provider}/${name.toLowerCase()}`;
    const entry = entries.get(key);
    if (entry === undefined && prices === undefined)
      throw new Error(`models.yaml: "${key}" is not in the price source and has no price.`);
    const isPriced = readEntry(entries, key)?.prices !== undefined;
    if (isPriced && prices !== undefined)
      throw new Error(`models.yaml: "${key}" is in the price source now; take its price out.`);
    if (prices !== undefined && entry === undefined && name !== first) {
      entries.set(key, `${provider}/${first.toLowerCase()}`);
      continue;
    }
    const target = typeof entry === "string" && !apart ? entry : key;
    const known = {
      ...(readEntry(entries, key) ?? { mode: readMode(provider, name) }),
      ...(prices && { prices: convertPrices(prices) }),
    };
    entries.set(target, tidyFacts({ ...known, ...stated }));
  }
};

const convertPrices = (prices: NonNullable<Family["prices"]>): Prices => {
  const { input, output, perMinute, perFilmSecond, ...others } = prices;
  const converted = Object.entries(others).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, toNano(value)]],
  );
  return {
    input: toNano(input),
    output: toNano(output),
    ...Object.fromEntries(converted),
    ...(perMinute !== undefined && { perSecond: toNano(perMinute / 60) }),
    ...(perFilmSecond && {
      perFilmSecond: Object.fromEntries(Object.entries(perFilmSecond).map(([grade, price]) => [grade, toNano(price)])),
    }),
  };
};

/** The same model in another shop: what it can do comes from its maker's entry, its price does not. */
const inheritFacts = (entries: Entries, key: string): void => {
  const facts = entries.get(key);
  if (typeof facts !== "object" || facts.capabilities !== undefined) return;
  const slash = key.indexOf("/");
  const shop = key.slice(0, slash + 1);
  const maker = listCatalogueKeys(key.slice(0, slash), key.slice(slash + 1))
    .filter((candidate) => !candidate.startsWith(shop))
    .map((candidate) => readEntry(entries, candidate))
    .find((candidate) => candidate !== undefined);
  if (maker === undefined) return;
  const { capabilities, maxOutputTokens, contextWindow } = maker;
  entries.set(key, tidyFacts({ contextWindow, ...facts, capabilities, maxOutputTokens }));
};

const SEARCHING: readonly Mode[] = ["chat", "responses"];

const priceSearches = (entries: Entries, provider: string, rules: ModelsFile["searches"][string]): void => {
  for (const [key, facts] of entries) {
    if (typeof facts === "string" || facts.prices === undefined || !key.startsWith(`${provider}/`)) continue;
    const rule = rules.find(({ pattern }) => new RegExp(pattern).test(key.slice(provider.length + 1)));
    if (rule === undefined || !SEARCHING.includes(facts.mode)) continue;
    entries.set(key, { ...facts, prices: { ...facts.prices, perSearch: toNano(rule.perThousand / 1_000) } });
  }
};

const markUnlisted = (entries: Entries, provider: string, pattern: RegExp): void => {
  for (const [key, facts] of entries) {
    if (typeof facts === "string" || !key.startsWith(`${provider}/`) || !pattern.test(key.slice(provider.length + 1)))
      continue;
    entries.set(key, { ...facts, unlisted: true });
  }
};

const readEntry = (entries: Entries, key: string): ModelFacts | undefined => {
  const entry = entries.get(key);
  const facts = typeof entry === "string" ? entries.get(entry) : entry;
  return typeof facts === "string" ? undefined : facts;
};

type LooseFacts = { readonly [F in keyof ModelFacts]?: ModelFacts[F] | undefined } & Pick<ModelFacts, "mode">;

/** Without what is unknown, and in one order, so that a change in the source is a small change in the file. */
const tidyFacts = ({ mode, name, prices, contextWindow, maxOutputTokens, capabilities }: LooseFacts): ModelFacts => ({
  mode,
  ...(name !== undefined && { name }),
  ...(prices && { prices }),
  ...(contextWindow !== undefined && { contextWindow }),
  ...(maxOutputTokens !== undefined && { maxOutputTokens }),
  ...(capabilities && { capabilities }),
});
