import { describe, expect, test } from "vitest";
import type { Prices } from "../../../../src/core/deployment.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { isNamed, readBatchCost } from "../../../../src/forwards/resources/read-batch-cost.ts";

const prices: Prices = { input: 1_000_000, output: 3_000_000, cacheRead: 500_000 };

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const lineOf = (usage: JsonObject | undefined, model = "m"): string =>
  JSON.stringify({ custom_id: "ü", response: { body: { model, ...(usage && { usage }) } } });
const costOf = async (lines: readonly string[], by: typeof prices | undefined = prices, size = 5) =>
  await readBatchCost(inPieces(lines.join("\n"), size), (model) => (model === "m" ? by : undefined));

describe("what a batch came to", () => {
  test.each<[string, JsonObject, object, number]>([
    ["chats", { prompt_tokens: 10, completion_tokens: 2 }, { inputTokens: 10, outputTokens: 2 }, 8],
    [
      "chats from a cache",
      { prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 4 } },
      { inputTokens: 10, outputTokens: 2, cacheReadTokens: 4 },
      7,
    ],
    ["Responses", { input_tokens: 10, output_tokens: 2 }, { inputTokens: 10, outputTokens: 2 }, 8],
    ["embeddings", { prompt_tokens: 10, total_tokens: 10 }, { inputTokens: 10, outputTokens: 0 }, 5],
  ])("is half the price of its %s", async (_, usage, expected, cost) => {
    expect(await costOf([lineOf(usage)])).toEqual({ usage: expected, cost, unpriced: false });
  });

  test("is the sum of its lines, however they are cut, rounded up once", async () => {
    const lines = Array.from({ length: 51 }, () => lineOf({ prompt_tokens: 1, completion_tokens: 0 }));
    for (const size of [1, 64, 100_000])
      expect(await costOf(lines, prices, size)).toMatchObject({ usage: { inputTokens: 51 }, cost: 26 });
  });

  test("counts a tier by the length of each call, not of the batch", async () => {
    const tiered: Prices = { ...prices, tiers: [{ aboveInputTokens: 50, input: 9_000_000, output: 9_000_000 }] };
    const lines = Array.from({ length: 10 }, () => lineOf({ prompt_tokens: 40, completion_tokens: 0 }));
    expect((await costOf(lines, tiered)).cost).toBe(200);
  });

  test("leaves out what failed or says nothing, and says that a price is not known", async () => {
    const lines = [lineOf(undefined), "", "no json", "{}", '{"response":null}', lineOf({ prompt_tokens: 4 })];
    expect(await costOf(lines)).toEqual({ usage: { inputTokens: 4, outputTokens: 0 }, cost: 2, unpriced: false });
    expect(await costOf([lineOf({ prompt_tokens: 4 }, "other")])).toMatchObject({ cost: 0, unpriced: true });
    expect(await costOf([])).toMatchObject({ cost: 0, unpriced: false });
  });
});

test.each([
  ["gpt-4o", "gpt-4o", true],
  ["gpt-4o", "gpt-4o-2024-08-06", true],
  ["gpt-4o", "gpt-4o-mini", false],
  ["gpt-4o", "gpt-4o-mini-2024-07-18", false],
  ["gpt-4o-mini", "gpt-4o", false],
])("a deployment of %s is %s: %s", (model, told, expected) => {
  expect(isNamed({ model }, told)).toBe(expected);
});
