import { calcPrice } from "@pydantic/genai-prices";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Usage } from "../../../src/core/usage.ts";
import { catalogue } from "../../../src/usage/catalogue.generated.ts";
import { findModelFacts } from "../../../src/usage/find-price.ts";
import { priceUsage } from "../../../src/usage/price.ts";

/** Dollars per million input and output tokens, as a reader would check them on a price list. */
const dollarsOf = (provider: string, model: string, baseModel?: string): string | undefined => {
  const prices = findModelFacts(provider, model, baseModel)?.prices;
  return prices && `${prices.input / 1e9} ${prices.output / 1e9}`;
};

describe("a model is priced by", () => {
  test.each([
    ["its name", "openai", "gpt-4o", "2.5 10"],
    ["its own name, not that of a smaller sister", "openai", "gpt-4o-mini", "0.15 0.6"],
    ["its dated name", "openai", "gpt-4o-2024-08-06", "2.5 10"],
    ["its date where that has a price of its own", "openai", "gpt-4o-2024-05-13", "5 15"],
    ["its name without a date nobody lists", "openai", "gpt-4o-mini-2031-01-31", "0.15 0.6"],
    ["a compact date", "anthropic", "claude-haiku-4-5-20251001", "1 5"],
    ["its name without -latest", "anthropic", "claude-sonnet-4-5-latest", "3 15"],
    ["its name in capitals", "together_ai", "meta-llama/Llama-3.3-70B-Instruct-Turbo", "0.88 0.88"],
    ["the base of a fine-tuned model", "openai", "ft:gpt-4o-mini-2024-07-18:acme:support:abc123", "0.3 1.2"],
    ["the base of an older fine-tuned model", "openai", "ft:gpt-3.5-turbo-0125:acme::abc123", "3 6"],
    ["the price at Azure", "azure", "gpt-4o", "2.5 10"],
    ["Azure's spelling", "azure", "gpt-35-turbo", "0.5 1.5"],
    ["a date at Azure", "azure", "gpt-4o-2024-05-13", "5 15"],
    ["the vendor's name at OpenRouter", "openrouter", "anthropic/claude-sonnet-4.5", "3 15"],
    ["its maker's price where OpenRouter's is not listed", "openrouter", "openai/gpt-4o-mini-2031-01-31", "0.15 0.6"],
    ["OpenRouter's name for another way to ask", "openrouter", "anthropic/claude-sonnet-4.5:beta", "3 15"],
    ["the name of its maker at Groq", "groq", "openai/gpt-oss-120b", "0.15 0.6"],
    ["the region's own price at Bedrock", "bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0", "3.3 16.5"],
    ["a geography at Bedrock", "bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "3.3 16.5"],
    ["another geography", "bedrock", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "3.3 16.5"],
    ["the worldwide profile, which is cheaper", "bedrock", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", "3 15"],
    ["Bedrock's name without a colon", "bedrock", "us.anthropic.claude-opus-4-6-v1", "5.5 27.5"],
    ["Bedrock's name of an open model", "bedrock", "us.meta.llama3-3-70b-instruct-v1:0", "0.72 0.72"],
  ])("%s: %s/%s", (_, provider, model, dollars) => {
    expect(dollarsOf(provider, model)).toBe(dollars);
  });

  test.each([
    ["a provider's name", "azure", "my-deployment", "azure/gpt-4o-mini", "0.15 0.6"],
    ["another provider than its own", "custom_openai", "served-here", "anthropic/claude-haiku-4-5", "1 5"],
    [
      "Bedrock behind a proxy",
      "custom_openai",
      "claude",
      "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "3.3 16.5",
    ],
    ["a bare name of its own provider", "azure", "my-deployment", "gpt-4o-2024-08-06", "2.5 10"],
    ["a bare name of a known maker", "custom_openai", "served-here", "claude-haiku-4-5", "1 5"],
    [
      "a name with a slash of its own provider",
      "together_ai",
      "mine",
      "meta-llama/Llama-3.3-70B-Instruct-Turbo",
      "0.88 0.88",
    ],
    ["capitals", "azure", "my-deployment", "Azure/GPT-4o", "2.5 10"],
    ["a name other than its own", "azure", "gpt-4o", "azure/gpt-4o-mini", "0.15 0.6"],
  ])("base_model with %s: %s/%s is %s", (_, provider, model, baseModel, dollars) => {
    expect(dollarsOf(provider, model, baseModel)).toBe(dollars);
  });
});

describe("no price is found for", () => {
  test.each([
    ["a successor nobody lists", "openai", "gpt-4o-nano"],
    ["a name that only begins like another", "openai", "gpt-4o-minimal"],
    ["a listed name with more before it", "openai", "my-gpt-4o"],
    ["a fine-tuned model whose base has no such price", "openai", "ft:gpt-4o-audio-preview:acme::1"],
    ["an audio model whose audio price the source lacks", "openai", "gpt-4o-audio-preview"],
    ["a model that is charged by the request as well", "perplexity", "sonar"],
    ["a model that draws, whose pictures cost more than its text", "openrouter", "openai/gpt-5-image"],
    ["OpenRouter's faster variant", "openrouter", "meta-llama/llama-3.3-70b-instruct:nitro"],
    ["a free variant that is not listed as free", "openrouter", "openai/gpt-4o:free"],
    ["another shop's free variant", "mistral", "mistral-nemo:free"],
    ["OpenRouter's variant at OpenAI", "openai", "gpt-4o:extended"],
    ["a service of one's own", "hosted_vllm", "gpt-4o"],
    ["the worldwide profile where only regions are listed", "bedrock", "global.meta.llama3-3-70b-instruct-v1:0"],
    ["another version of an embedding", "bedrock", "amazon.titan-embed-text-v2:0"],
    ["nothing", "openai", ""],
    ["an object's inherited property", "openai", "constructor"],
  ])("%s: %s/%s", (_, provider, model) => {
    expect(dollarsOf(provider, model)).toBeUndefined();
  });

  test("a base_model nobody lists, whatever the deployment is called", () => {
    expect(dollarsOf("azure", "gpt-4o", "gpt-99")).toBeUndefined();
    expect(dollarsOf("openai", "gpt-4o", "acme/gpt-99")).toBeUndefined();
  });

  test("a listed name with anything but a date, -latest or a version at its end", () => {
    const consonants = "b c d f g h j k q v w x y z".split(" ");
    const letters = fc.string({ unit: fc.constantFrom(...consonants), minLength: 4, maxLength: 8 });
    const listed = fc.constantFrom(...Object.keys(catalogue));
    fc.assert(
      fc.property(listed, letters, (key, ending) => {
        const slash = key.indexOf("/");
        expect(findModelFacts(key.slice(0, slash), `${key.slice(slash + 1)}-${ending}`)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  test("names of any form: a lookup only ever answers or does not", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.option(fc.string(), { nil: undefined }),
        (provider, model, baseModel) => {
          expect(findModelFacts(provider, model, baseModel)).toBeUndefined();
        },
      ),
    );
  });
});

/** Ours → the price source's. */
const theirIds: Readonly<Record<string, string>> = {
  together_ai: "together",
  xai: "x-ai",
  gemini: "google",
  fireworks_ai: "fireworks",
  moonshot: "moonshotai",
  voyage: "voyageai",
  bedrock: "aws",
};

describe("the whole catalogue", () => {
  const sourceDay = new Date("2026-09-23T12:00:00Z");
  const priced = Object.keys(catalogue).flatMap((key) => {
    const slash = key.indexOf("/");
    const [provider, model] = [key.slice(0, slash), key.slice(slash + 1)];
    const prices = findModelFacts(provider, model)?.prices;
    // DeepSeek's prices go by the hour, and ours is the dearest; the source takes Sonnet 5.5 for Sonnet 5.
    return prices === undefined || provider === "deepseek" || /claude-sonnet-5[-.]5/.test(model)
      ? []
      : [{ key, provider, model, prices }];
  });

  test.each<[string, Usage]>([
    ["a short call", { inputTokens: 1_000, outputTokens: 1_000 }],
    ["a call beyond every tier", { inputTokens: 1_000_000, outputTokens: 1_000 }],
    ["a call from the cache", { inputTokens: 1_000, outputTokens: 10, cacheReadTokens: 900 }],
  ])("prices %s as the source itself does, under every name", (_, usage) => {
    const different = priced.flatMap(({ key, provider, model, prices }) => {
      const asked = {
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
        cache_read_tokens: usage.cacheReadTokens,
      };
      const theirs = calcPrice(asked, model, { providerId: theirIds[provider] ?? provider, timestamp: sourceDay });
      // The source charges nothing for what it has no price for; ours is then the ordinary price.
      if (theirs === null || (usage.cacheReadTokens !== undefined && prices.cacheRead === undefined)) return [];
      const ours = priceUsage(usage, prices) / 1e9;
      return Math.abs(ours - theirs.total_price) < 2e-9 ? [] : [`${key}: ${ours} instead of ${theirs.total_price}`];
    });
    expect(different).toEqual([]);
  });

  test("asks for whole, non-negative prices in ascending tiers", () => {
    const wrong = priced.filter(({ prices: { tiers = [], perFilmSecond = {}, ...base } }) => {
      const numbers = [base, perFilmSecond, ...tiers].flatMap((each) => Object.values(each));
      const limits = tiers.map(({ aboveInputTokens }) => aboveInputTokens);
      return (
        numbers.some((number) => !Number.isSafeInteger(number) || number < 0) ||
        limits.some((limit, index) => index > 0 && limit <= (limits[index - 1] ?? 0))
      );
    });
    expect(wrong).toEqual([]);
  });

  test("has no other name that leads nowhere", () => {
    const lost = Object.entries(catalogue).filter(
      ([, entry]) => typeof entry === "string" && typeof catalogue[entry] !== "object",
    );
    expect(lost).toEqual([]);
  });
});
