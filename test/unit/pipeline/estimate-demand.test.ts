import { describe, expect, test } from "vitest";
import type { Prices } from "../../../src/core/deployment.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import type { Operation } from "../../../src/core/operation.ts";
import type { ClientDialect } from "../../../src/dialects/dialect.ts";
import { anthropicCount } from "../../../src/dialects/anthropic-messages/count-tokens.ts";
import { cohereRerank } from "../../../src/dialects/cohere-rerank/index.ts";
import { openaiCompletions } from "../../../src/dialects/openai-completions/index.ts";
import { openaiEmbeddings } from "../../../src/dialects/openai-embeddings/index.ts";
import { openaiImages } from "../../../src/dialects/openai-images/index.ts";
import { openaiModerations } from "../../../src/dialects/openai-moderations/index.ts";
import { estimateDemand } from "../../../src/pipeline/estimate-demand.ts";
import { readCall } from "../../../src/pipeline/read-call.ts";
import { DEFAULT_SETTINGS } from "../../../src/config/parse-settings.ts";
import { deploymentOf } from "../../support/deployments.ts";

async function demandOf<O extends Operation>(
  dialect: ClientDialect<O>,
  body: JsonObject,
  ...prices: (Prices | undefined)[]
) {
  const request = new Request("https://gateway.test", {
    method: "POST",
    body: JSON.stringify({ model: "m", ...body }),
  });
  const call = await readCall(request, dialect, undefined, DEFAULT_SETTINGS);
  return estimateDemand(
    call,
    prices.map((each) => deploymentOf({ prices: each })),
  );
}

const byToken: Prices = { input: 1_000_000, output: 2_000_000 };
const byImage: Prices = { input: 0, output: 0, perImage: 40_000_000 };
const bySearch: Prices = { input: 0, output: 0, perSearchUnit: 2_000_000 };

describe("the most that a call may come to", () => {
  test("of images that are charged by the piece, is their price", async () => {
    const { usage, cost } = await demandOf(openaiImages, { prompt: "a gate", n: 4 }, byImage);
    expect(usage).toMatchObject({ images: 4, outputTokens: 0 });
    expect(cost).toBe(160_000_000);
  });

  test("of images that are charged by the token, is what so many of that quality come to", async () => {
    const { usage, cost } = await demandOf(openaiImages, { prompt: "a gate", n: 4, quality: "medium" }, byToken);
    expect(usage).toMatchObject({ images: 4, outputTokens: 4 * 1_584 });
    expect(cost).toBe(usage.inputTokens + 2 * usage.outputTokens);
  });

  test("of images, is that of the dearer deployment", async () => {
    expect((await demandOf(openaiImages, { prompt: "p" }, byImage, byToken)).cost).toBe(40_000_000);
  });

  test("of a rerank, has no output and a search for each hundred documents", async () => {
    const documents = Array.from({ length: 250 }, () => "some text to rank");
    const { usage, cost } = await demandOf(cohereRerank, { query: "q", documents }, bySearch);
    expect(usage).toMatchObject({ searchUnits: 3, outputTokens: 0 });
    expect(usage.inputTokens).toBeGreaterThan(250 * 3);
    expect(cost).toBe(6_000_000);
  });

  test("of a moderation, has no output", async () => {
    const { usage, cost } = await demandOf(openaiModerations, { input: "ebb and flow" }, byToken);
    expect(usage).toMatchObject({ outputTokens: 0 });
    expect(cost).toBe(usage.inputTokens);
  });

  test("of text completions, is that of all its answers", async () => {
    const body = { prompt: ["a", "b"], n: 2, max_tokens: 10 };
    expect((await demandOf(openaiCompletions, body, byToken)).usage.outputTokens).toBe(40);
  });

  test("of a count of tokens, is nothing, however much is counted", async () => {
    const messages = [{ role: "user", content: "ebb and flow ".repeat(1_000) }];
    const { usage, cost } = await demandOf(anthropicCount, { messages }, byToken);
    expect({ usage, cost }).toEqual({ usage: { inputTokens: 0, outputTokens: 0 }, cost: 0 });
  });

  test("of embeddings, has no output", async () => {
    expect((await demandOf(openaiEmbeddings, { input: "ebb" }, byToken)).usage).toEqual({
      inputTokens: expect.any(Number) as unknown,
      outputTokens: 0,
    });
  });
});
