import { describe, expect, test } from "vitest";
import { buildCatalogue } from "../../../../scripts/catalogue/build-catalogue.ts";
import type { ModelsFile } from "../../../../scripts/catalogue/read-models-file.ts";
import type { PricedModel } from "../../../../scripts/catalogue/read-price-source.ts";

const file = (parts: Partial<ModelsFile>): ModelsFile => ({
  sources: [],
  modes: [],
  unlisted: {},
  searches: {},
  models: {},
  ...parts,
});

const priced = (
  provider: string,
  names: readonly [string, ...string[]],
  more: Partial<PricedModel> = {},
): PricedModel => ({
  provider,
  names,
  spelling: names[0],
  prices: { input: 2, output: 8 },
  contextWindow: 1_000,
  byTheHour: false,
  ...more,
});

const gpt = priced("openai", ["gpt-4o", "gpt-4o-2024-08-06"]);
const gptFacts = { mode: "chat", prices: { input: 2, output: 8 }, contextWindow: 1_000 };

describe("the catalogue", () => {
  test("has the facts under the main name and leads there from the others, in alphabetical order", () => {
    const catalogue = buildCatalogue([priced("xai", ["grok"]), gpt], file({}));
    expect(Object.entries(catalogue)).toEqual([
      ["openai/gpt-4o", gptFacts],
      ["openai/gpt-4o-2024-08-06", "openai/gpt-4o"],
      ["xai/grok", gptFacts],
    ]);
  });

  test("keeps a spelling with capitals", () => {
    const catalogue = buildCatalogue([priced("together_ai", ["meta/llama"], { spelling: "Meta/Llama" })], file({}));
    expect(catalogue["together_ai/meta/llama"]).toMatchObject({ name: "Meta/Llama" });
  });

  test("finds the mode by the first rule that fits the name, or the provider and the name", () => {
    const modes: ModelsFile["modes"] = [
      { mode: "embedding", pattern: "embed" },
      { mode: "responses", provider: "openai", pattern: "^gpt-pro" },
    ];
    const models = [priced("openai", ["gpt-pro"]), priced("azure", ["gpt-pro"]), priced("openai", ["gpt-pro-embed"])];
    const catalogue = buildCatalogue(models, file({ modes }));
    expect(catalogue["openai/gpt-pro"]).toMatchObject({ mode: "responses" });
    expect(catalogue["azure/gpt-pro"]).toMatchObject({ mode: "chat" });
    expect(catalogue["openai/gpt-pro-embed"]).toMatchObject({ mode: "embedding" });
  });

  test("gives names of one model that are called differently entries of their own", () => {
    const catalogue = buildCatalogue(
      [priced("openai", ["gpt", "gpt-codex"])],
      file({ modes: [{ mode: "responses", pattern: "codex" }] }),
    );
    expect(catalogue["openai/gpt"]).toMatchObject({ mode: "chat" });
    expect(catalogue["openai/gpt-codex"]).toMatchObject({ mode: "responses" });
  });

  test.each([
    ["writes text and has no output price", "gpt", { input: 2, output: 0 }],
    ["speaks and has no price for it", "gpt-audio", { input: 2, output: 8 }],
    ["draws", "gpt-5-image", { input: 2, output: 8 }],
    ["is charged by the request as well", "perplexity/sonar", { input: 2, output: 8 }],
  ])("leaves a model unpriced that %s", (_, name, prices) => {
    const catalogue = buildCatalogue([priced("openrouter", [name], { prices })], file({}));
    expect(catalogue[`openrouter/${name}`]).toEqual({ mode: "chat", contextWindow: 1_000 });
  });

  test.each([
    ["that is free", "gpt", { input: 0, output: 0 }],
    ["whose voice has a price", "gpt-audio", { input: 2, output: 8, audioOutput: 64 }],
    ["that only has audio in the middle of a word", "audiobook", { input: 2, output: 8 }],
  ])("keeps the price of a model %s", (_, name, prices) => {
    const catalogue = buildCatalogue([priced("openai", [name], { prices })], file({}));
    expect(catalogue[`openai/${name}`]).toMatchObject({ prices });
  });

  test("adds what models.yaml states to all names of a model", () => {
    const models = {
      openai: [{ names: ["gpt-4o-2024-08-06"], maxOutputTokens: 50, capabilities: ["tools" as const] }],
    };
    const catalogue = buildCatalogue([gpt], file({ models }));
    expect(catalogue["openai/gpt-4o"]).toEqual({ ...gptFacts, maxOutputTokens: 50, capabilities: ["tools"] });
    expect(catalogue["openai/gpt-4o-2024-08-06"]).toBe("openai/gpt-4o");
  });

  test("gives a name that is stated apart its own limits at the same price", () => {
    const models = { openai: [{ names: ["gpt-4o-2024-08-06"], apart: true, maxOutputTokens: 50 }] };
    const catalogue = buildCatalogue([gpt], file({ models }));
    expect(catalogue["openai/gpt-4o"]).toEqual(gptFacts);
    expect(catalogue["openai/gpt-4o-2024-08-06"]).toEqual({ ...gptFacts, maxOutputTokens: 50 });
  });

  test("takes a model that only models.yaml has, once, under all its names", () => {
    const models = {
      anthropic: [{ names: ["claude-new", "claude.new"], prices: { input: 2, output: 10, cacheRead: 0.1 } }],
    };
    expect(buildCatalogue([], file({ models }))).toEqual({
      "anthropic/claude-new": {
        mode: "chat",
        prices: { input: 2_000_000_000, output: 10_000_000_000, cacheRead: 100_000_000 },
      },
      "anthropic/claude.new": "anthropic/claude-new",
    });
  });

  test("refuses a name without a price that the price source does not have, such as a misspelt one", () => {
    const models = { openai: [{ names: ["gpt-4p"], maxOutputTokens: 50 }] };
    expect(() => buildCatalogue([gpt], file({ models }))).toThrow('"openai/gpt-4p" is not in the price source');
  });

  test("refuses a price that the price source has by now", () => {
    const models = { openai: [{ names: ["gpt-4o"], prices: { input: 1, output: 1 } }] };
    expect(() => buildCatalogue([gpt], file({ models }))).toThrow("take its price out");
  });

  test("takes from a model's maker what a shop does not say, but never the price", () => {
    const models = { openai: [{ names: ["gpt-4o"], maxOutputTokens: 50, capabilities: ["vision" as const] }] };
    const shop = priced("openrouter", ["openai/gpt-4o-2024-08-06"], {
      prices: { input: 3, output: 9 },
      contextWindow: undefined,
    });
    expect(buildCatalogue([gpt, shop], file({ models }))["openrouter/openai/gpt-4o-2024-08-06"]).toEqual({
      mode: "chat",
      prices: { input: 3, output: 9 },
      contextWindow: 1_000,
      maxOutputTokens: 50,
      capabilities: ["vision"],
    });
  });

  test("prices searches of the web by the first rule that fits a model which has prices and writes text", () => {
    const models = [gpt, priced("openai", ["o3"]), priced("openai", ["text-embedding"]), priced("xai", ["gpt-4o"])];
    const modes = [{ mode: "embedding", pattern: "embed" }] as const;
    const rules = [
      { pattern: "^gpt-", perThousand: 25 },
      { pattern: "", perThousand: 10 },
    ];
    const catalogue = buildCatalogue(models, file({ modes: [...modes], searches: { openai: rules } }));
    expect(catalogue["openai/gpt-4o"]).toMatchObject({ prices: { input: 2, output: 8, perSearch: 25_000_000 } });
    expect(catalogue["openai/o3"]).toMatchObject({ prices: { perSearch: 10_000_000 } });
    expect(catalogue["openai/text-embedding"]).not.toHaveProperty("prices.perSearch");
    expect(catalogue["xai/gpt-4o"]).toEqual(gptFacts);
    const unpriced = priced("openai", ["gpt-9"], { prices: undefined });
    expect(buildCatalogue([unpriced], file({ searches: { openai: rules } }))["openai/gpt-9"]).not.toHaveProperty(
      "prices",
    );
  });

  test("marks names that are not answered to, at that provider alone", () => {
    const catalogue = buildCatalogue([gpt, priced("azure", ["gpt-4o"])], file({ unlisted: { openai: "^gpt-4o" } }));
    expect(catalogue["openai/gpt-4o"]).toEqual({ ...gptFacts, unlisted: true });
    expect(catalogue["azure/gpt-4o"]).toEqual(gptFacts);
  });
});
