import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import type { Usage } from "../../../src/core/usage.ts";
import {
  normalizeAnthropicUsage,
  normalizeEmbeddingUsage,
  normalizeOpenaiUsage,
  normalizeResponsesUsage,
} from "../../../src/dialects/normalize-usage.ts";
import { encodeUsage } from "../../../src/dialects/openai-chat/encode-usage.ts";

const ALL = [normalizeOpenaiUsage, normalizeAnthropicUsage, normalizeResponsesUsage, normalizeEmbeddingUsage];

describe("OpenAI chat", () => {
  const counts = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
  const plain: Usage = { inputTokens: 100, outputTokens: 20 };

  test.each<[string, Json, Usage]>([
    ["its three counts", counts, plain],
    ["counts without a total", { prompt_tokens: 100, completion_tokens: 20 }, plain],
    [
      "details of 0 and null",
      { ...counts, prompt_tokens_details: { cached_tokens: 0 }, completion_tokens_details: null },
      plain,
    ],
    [
      "OpenAI's cached tokens",
      { ...counts, prompt_tokens_details: { cached_tokens: 64 } },
      { ...plain, cacheReadTokens: 64 },
    ],
    ["DeepSeek's", { ...counts, prompt_cache_hit_tokens: 64 }, { ...plain, cacheReadTokens: 64 }],
    ["Moonshot's", { ...counts, cached_tokens: 64 }, { ...plain, cacheReadTokens: 64 }],
    ["Mistral's", { ...counts, num_cached_tokens: 64 }, { ...plain, cacheReadTokens: 64 }],
    [
      "LiteLLM's cache, written and read",
      { ...counts, cache_read_input_tokens: 40, cache_creation_input_tokens: 30 },
      { ...plain, cacheReadTokens: 40, cacheWriteTokens: 30 },
    ],
    [
      "OpenRouter's writes",
      { ...counts, prompt_tokens_details: { cached_tokens: 5, cache_write_tokens: 7 } },
      { ...plain, cacheReadTokens: 5, cacheWriteTokens: 7 },
    ],
    [
      "writes kept for an hour",
      {
        ...counts,
        prompt_tokens_details: {
          cache_creation_tokens: 30,
          cache_creation_token_details: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
        },
      },
      { ...plain, cacheWriteTokens: 30, cacheWrite1hTokens: 20 },
    ],
    [
      "reasoning",
      { ...counts, completion_tokens_details: { reasoning_tokens: 15 } },
      { ...plain, reasoningTokens: 15 },
    ],
    ["Perplexity's reasoning", { ...counts, reasoning_tokens: 15 }, { ...plain, reasoningTokens: 15 }],
    [
      "audio",
      { ...counts, prompt_tokens_details: { audio_tokens: 9 }, completion_tokens_details: { audio_tokens: 4 } },
      { ...plain, audioInputTokens: 9, audioOutputTokens: 4 },
    ],
    [
      "xAI's reasoning, which it counts beside the output",
      {
        prompt_tokens: 10,
        completion_tokens: 2,
        total_tokens: 112,
        completion_tokens_details: { reasoning_tokens: 100 },
      },
      { inputTokens: 10, outputTokens: 102, reasoningTokens: 100 },
    ],
    [
      "Gemini's reasoning, which it does not name",
      { prompt_tokens: 10, completion_tokens: 2, total_tokens: 112 },
      { inputTokens: 10, outputTokens: 102, reasoningTokens: 100 },
    ],
    [
      "Mistral's audio, which it counts beside the prompt",
      { prompt_tokens: 10, completion_tokens: 2, total_tokens: 32, prompt_tokens_details: { audio_tokens: 20 } },
      { inputTokens: 30, outputTokens: 2, audioInputTokens: 20 },
    ],
    [
      "an input without an output yet",
      { prompt_tokens: 9, completion_tokens: null, total_tokens: null },
      { inputTokens: 9, outputTokens: 0 },
    ],
    ["a total that is too small", { ...counts, total_tokens: 7 }, plain],
    [
      "a total that does not fit the reasoning it names",
      { ...counts, total_tokens: 130, completion_tokens_details: { reasoning_tokens: 5 } },
      { ...plain, reasoningTokens: 5 },
    ],
  ])("reads %s", (_, value, usage) => {
    expect(normalizeOpenaiUsage(value)).toEqual(usage);
  });

  test("understands what it writes itself", () => {
    const tokens = fc.nat(1_000_000);
    const usages = fc.record({
      text: tokens,
      read: tokens,
      write5m: tokens,
      write1h: tokens,
      audioIn: tokens,
      out: tokens,
      reasoning: tokens,
      audioOut: tokens,
    });
    fc.assert(
      fc.property(usages, ({ text, read, write5m, write1h, audioIn, out, reasoning, audioOut }) => {
        const usage: Usage = {
          inputTokens: text + read + write5m + write1h + audioIn,
          outputTokens: out + reasoning + audioOut,
          ...(read > 0 && { cacheReadTokens: read }),
          ...(write5m + write1h > 0 && { cacheWriteTokens: write5m + write1h }),
          ...(write1h > 0 && { cacheWrite1hTokens: write1h }),
          ...(reasoning > 0 && { reasoningTokens: reasoning }),
          ...(audioIn > 0 && { audioInputTokens: audioIn }),
          ...(audioOut > 0 && { audioOutputTokens: audioOut }),
        };
        expect(normalizeOpenaiUsage(encodeUsage(usage))).toEqual(usage);
      }),
    );
  });
});

describe("Anthropic", () => {
  test.each<[string, Json, Usage]>([
    ["plain counts", { input_tokens: 9, output_tokens: 4 }, { inputTokens: 9, outputTokens: 4 }],
    [
      "a cache that its input does not hold",
      { input_tokens: 5, output_tokens: 4, cache_read_input_tokens: 200, cache_creation_input_tokens: 100 },
      { inputTokens: 305, outputTokens: 4, cacheReadTokens: 200, cacheWriteTokens: 100 },
    ],
    [
      "writes that only the breakdown tells",
      {
        input_tokens: 5,
        output_tokens: 4,
        cache_creation: { ephemeral_5m_input_tokens: 40, ephemeral_1h_input_tokens: 60 },
      },
      { inputTokens: 105, outputTokens: 4, cacheWriteTokens: 100, cacheWrite1hTokens: 60 },
    ],
    ["the output alone", { output_tokens: 4 }, { inputTokens: 0, outputTokens: 4 }],
    [
      "thinking",
      { input_tokens: 1, output_tokens: 9, output_tokens_details: { thinking_tokens: 6 } },
      { inputTokens: 1, outputTokens: 9, reasoningTokens: 6 },
    ],
  ])("reads %s", (_, value, usage) => {
    expect(normalizeAnthropicUsage(value)).toEqual(usage);
  });
});

describe("OpenAI Responses", () => {
  const counts = { input_tokens: 100, output_tokens: 20, total_tokens: 120 };

  test.each<[string, Json, Usage]>([
    ["plain counts", counts, { inputTokens: 100, outputTokens: 20 }],
    [
      "cached tokens, which its input holds",
      { ...counts, input_tokens_details: { cached_tokens: 64 }, output_tokens_details: { reasoning_tokens: 12 } },
      { inputTokens: 100, outputTokens: 20, cacheReadTokens: 64, reasoningTokens: 12 },
    ],
    [
      "the chat name of a bridge",
      { ...counts, prompt_tokens_details: { cached_tokens: 64 } },
      { inputTokens: 100, outputTokens: 20, cacheReadTokens: 64 },
    ],
    [
      "cache writes",
      { ...counts, input_tokens_details: { cache_write_tokens: 8 } },
      { inputTokens: 100, outputTokens: 20, cacheWriteTokens: 8 },
    ],
    [
      "audio",
      { ...counts, input_tokens_details: { audio_tokens: 3 }, output_tokens_details: { audio_tokens: 2 } },
      { inputTokens: 100, outputTokens: 20, audioInputTokens: 3, audioOutputTokens: 2 },
    ],
  ])("reads %s", (_, value, usage) => {
    expect(normalizeResponsesUsage(value)).toEqual(usage);
  });
});

describe("embeddings", () => {
  test.each<[string, Json, number]>([
    ["OpenAI's counts", { prompt_tokens: 8, total_tokens: 8 }, 8],
    ["a total alone", { total_tokens: 8 }, 8],
    ["the newer name", { input_tokens: 8 }, 8],
    ["Mistral's three counts", { prompt_tokens: 8, completion_tokens: 0, total_tokens: 8 }, 8],
  ])("reads %s", (_, value, inputTokens) => {
    expect(normalizeEmbeddingUsage(value)).toEqual({ inputTokens, outputTokens: 0 });
  });
});

describe("garbage", () => {
  test.each<[string, Json | undefined]>([
    ["nothing", undefined],
    ["null", null],
    ["a list", [{ prompt_tokens: 1, input_tokens: 1 }]],
    ["a text", "12"],
    ["an empty object", {}],
    [
      "null counts",
      { prompt_tokens: null, completion_tokens: null, input_tokens: null, output_tokens: null, total_tokens: null },
    ],
    [
      "texts for counts",
      { prompt_tokens: "5", completion_tokens: "5", input_tokens: "5", output_tokens: "5", total_tokens: "10" },
    ],
    ["no number", { prompt_tokens: Number.NaN, completion_tokens: Number.POSITIVE_INFINITY, input_tokens: Number.NaN }],
    [
      "negative counts",
      { prompt_tokens: -5, completion_tokens: -1, input_tokens: -5, output_tokens: -1, total_tokens: -6 },
    ],
    [
      "counts beyond belief",
      { prompt_tokens: 1e300, completion_tokens: 1e10, input_tokens: 1e300, total_tokens: 1e300 },
    ],
    ["only a cost", { cost: 0.01 }],
  ])("tells no usage: %s", (_, value) => {
    for (const normalize of ALL) expect(normalize(value)).toBeUndefined();
  });

  test("does not spoil the counts beside it", () => {
    const counts = { prompt_tokens: 10, completion_tokens: -3, total_tokens: 1e300 };
    const details = { prompt_tokens_details: { cached_tokens: -1, audio_tokens: "9" }, completion_tokens_details: [7] };
    expect(normalizeOpenaiUsage({ ...counts, ...details })).toEqual({ inputTokens: 10, outputTokens: 0 });
  });

  test("never makes a part larger than its whole", () => {
    const usage = normalizeOpenaiUsage({
      prompt_tokens: 10,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens: 8, cache_write_tokens: 8, audio_tokens: 99 },
      completion_tokens_details: { reasoning_tokens: 99, audio_tokens: 99 },
    });
    expect(usage).toEqual({
      inputTokens: 10,
      outputTokens: 5,
      cacheReadTokens: 8,
      cacheWriteTokens: 2,
      reasoningTokens: 5,
      audioInputTokens: 10,
      audioOutputTokens: 5,
    });
  });

  test("rounds fractions down", () => {
    expect(normalizeOpenaiUsage({ prompt_tokens: 9.9, completion_tokens: 0.5 })).toEqual({
      inputTokens: 9,
      outputTokens: 0,
    });
  });

  const NAMES = [
    ..."prompt_tokens completion_tokens total_tokens input_tokens output_tokens reasoning_tokens cached_tokens".split(
      " ",
    ),
    ..."audio_tokens cache_read_input_tokens cache_creation_input_tokens cache_write_tokens num_cached_tokens".split(
      " ",
    ),
    ..."prompt_cache_hit_tokens ephemeral_1h_input_tokens ephemeral_5m_input_tokens thinking_tokens".split(" "),
  ];
  const DETAILS = [
    ..."prompt_tokens_details completion_tokens_details input_tokens_details output_tokens_details".split(" "),
    ..."cache_creation cache_creation_token_details".split(" "),
  ];
  const counts = fc.dictionary(
    fc.constantFrom(...NAMES),
    fc.oneof(fc.nat(1000), fc.double(), fc.maxSafeInteger(), fc.string(), fc.constant(null)),
  );
  const garbage = fc
    .tuple(counts, fc.dictionary(fc.constantFrom(...DETAILS), fc.oneof(counts, fc.jsonValue())))
    .map(([top, details]) => ({ ...top, ...details }));

  test("never throws, and gives whole numbers that fit into one another", () => {
    fc.assert(
      fc.property(fc.oneof(garbage, fc.jsonValue() as fc.Arbitrary<Json>), (value) => {
        for (const normalize of ALL) {
          const usage = normalize(value);
          if (usage === undefined) continue;
          expect(Object.values(usage).every((count) => Number.isSafeInteger(count) && Number(count) >= 0)).toBe(true);
          const {
            inputTokens,
            outputTokens,
            cacheReadTokens = 0,
            cacheWriteTokens = 0,
            cacheWrite1hTokens = 0,
          } = usage;
          expect(cacheReadTokens + cacheWriteTokens).toBeLessThanOrEqual(inputTokens);
          expect(cacheWrite1hTokens).toBeLessThanOrEqual(cacheWriteTokens);
          expect(usage.reasoningTokens ?? 0).toBeLessThanOrEqual(outputTokens);
        }
      }),
      { numRuns: 500 },
    );
  });
});
