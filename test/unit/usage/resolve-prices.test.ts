import { describe, expect, test } from "vitest";
import type { Prices } from "../../../src/core/deployment.ts";
import { resolvePrices } from "../../../src/usage/resolve-prices.ts";

const listed: Prices = {
  input: 100,
  output: 400,
  cacheRead: 10,
  audioInput: 900,
  tiers: [{ aboveInputTokens: 1_000, input: 200, output: 800 }],
};

describe("the prices of a deployment", () => {
  test.each<[string, Prices | undefined, Partial<Prices> | undefined, Prices | undefined]>([
    ["are the catalogue's when the configuration says nothing", listed, undefined, listed],
    ["are the catalogue's when the configuration's are empty", listed, {}, listed],
    [
      "are the configuration's for a model that nobody lists",
      undefined,
      { input: 1, output: 2 },
      { input: 1, output: 2 },
    ],
    ["are unknown when nobody says anything", undefined, undefined, undefined],
    ["are unknown when only the input price is known", undefined, { input: 1 }, undefined],
    ["are unknown when only the output price is known", undefined, { output: 1 }, undefined],
    ["are unknown when only a cache price is known", undefined, { cacheRead: 1 }, undefined],
    [
      "keep the catalogue's others beside a cache price of their own",
      listed,
      { cacheRead: 5 },
      { ...listed, cacheRead: 5 },
    ],
    ["may be by the picture alone", undefined, { perImage: 7 }, { input: 0, output: 0, perImage: 7 }],
    ["may be by the search alone", undefined, { perSearchUnit: 7 }, { input: 0, output: 0, perSearchUnit: 7 }],
    [
      "are by the picture in place of the catalogue's tokens, whose price would be paid twice",
      listed,
      { perImage: 7 },
      { input: 0, output: 0, perImage: 7 },
    ],
    [
      "are by the picture and by the token where the configuration says so",
      listed,
      { perImage: 7, input: 3 },
      { input: 3, output: 0, perImage: 7 },
    ],
    [
      "keep what a search of the web costs beside prices of their own",
      { ...listed, perSearch: 9 },
      { input: 7 },
      { input: 7, output: 400, perSearch: 9 },
    ],
    ["are wholly free where tokens are", { ...listed, perSearch: 9 }, { input: 0, output: 0 }, { input: 0, output: 0 }],
    ["may be by the token and the search of the web", listed, { perSearch: 9 }, { ...listed, perSearch: 9 }],
    ["may be free", listed, { input: 0, output: 0 }, { input: 0, output: 0 }],
    [
      "leave the catalogue's cache, audio and tiers with an input price of their own",
      listed,
      { input: 7 },
      { input: 7, output: 400 },
    ],
    ["leave them with an output price of their own as well", listed, { output: 7 }, { input: 100, output: 7 }],
    [
      "are all the configuration's where it has a whole contract",
      listed,
      { input: 1, output: 2, cacheRead: 3, tiers: [{ aboveInputTokens: 5, input: 6, output: 7 }] },
      { input: 1, output: 2, cacheRead: 3, tiers: [{ aboveInputTokens: 5, input: 6, output: 7 }] },
    ],
  ])("%s", (_, catalogue, own, resolved) => {
    expect(resolvePrices(catalogue, own)).toEqual(resolved);
  });
});
