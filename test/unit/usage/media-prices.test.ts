import { describe, expect, test } from "vitest";
import type { Units, Usage } from "../../../src/core/usage.ts";
import { catalogue } from "../../../src/usage/catalogue.generated.ts";
import { findModelFacts } from "../../../src/usage/find-price.ts";
import type { Mode } from "../../../src/usage/model-facts.ts";
import { isPriced, priceUsage } from "../../../src/usage/price.ts";

const SECOND: Units = { mediaMs: 1_000 };
const tokens = { inputTokens: 1_000, outputTokens: 1_000 };

/** What answers of a kind tell, in one form or another. */
const TOLD: Partial<Record<Mode, readonly Usage[]>> = {
  audio_transcription: [
    { ...tokens, audioInputTokens: 900 },
    { inputTokens: 0, outputTokens: 0, ...SECOND },
  ],
  audio_speech: [tokens, { inputTokens: 0, outputTokens: 0, characters: 100, estimated: true }],
  image_generation: [{ ...tokens, imageOutputTokens: 1_000, images: 1 }],
  realtime: [
    { ...tokens, audioInputTokens: 500, audioOutputTokens: 500 },
    { inputTokens: 0, outputTokens: 0, ...SECOND },
  ],
  video_generation: [{ inputTokens: 0, outputTokens: 0, ...SECOND }],
  ocr: [{ inputTokens: 0, outputTokens: 0, pages: 1 }],
};
/** To whom sound, pictures and documents are passed on. */
const SHOPS: ReadonlySet<string> = new Set(["openai", "mistral", "groq", "xai", "gemini", "vertex_ai"]);

const media = Object.keys(catalogue).flatMap((key) => {
  const [provider = "", ...rest] = key.split("/");
  const facts = findModelFacts(provider, rest.join("/"));
  return SHOPS.has(provider) && facts?.mode !== undefined && TOLD[facts.mode] !== undefined ? [{ key, facts }] : [];
});

describe("of sound, pictures and documents", () => {
  test("every model that the catalogue knows has a price by what its answers tell", () => {
    expect(media.length).toBeGreaterThan(40);
    const unpriced = media.filter(
      ({ facts: { mode, prices } }) =>
        !TOLD[mode]?.some((usage) => isPriced(usage, prices) && priceUsage(usage, prices) > 0),
    );
    expect(unpriced.map(({ key }) => key)).toEqual([]);
  });

  /** In dollars, as the price lists say it. */
  test.each<[provider: string, model: string, usage: Partial<Usage>, dollars: number]>([
    ["openai", "whisper-1", { mediaMs: 60_000 }, 0.006],
    ["openai", "gpt-transcribe", { mediaMs: 60_000 }, 0.0045],
    ["openai", "gpt-realtime-whisper", { mediaMs: 60_000 }, 0.017],
    ["azure", "whisper-1", { mediaMs: 60_000 }, 0.006],
    ["gemini", "gemini-omni-1.2-flash", { mediaMs: 10_000 }, 0.7],
    ["gemini", "gemini-omni-1.2-flash", { mediaMs: 10_000, film: "1080p" }, 1.05],
    ["gemini", "gemini-omni-1.1-flash", { mediaMs: 10_000, film: "4k" }, 3],
    ["vertex_ai", "veo-3.1-generate-001", { mediaMs: 8_000, film: "1080p" }, 3.2],
    ["vertex_ai", "veo-3.1-generate-001", { mediaMs: 8_000, film: "4k" }, 4.8],
    ["vertex_ai", "veo-3.1-fast-generate-001", { mediaMs: 4_000, film: "1080p" }, 0.48],
    ["vertex_ai", "veo-3.1-generate-001", { mediaMs: 8_000, film: "silent" }, 1.6],
    ["vertex_ai", "veo-3.1-fast-generate-001", { mediaMs: 8_000, film: "silent 1080p" }, 0.96],
    ["vertex_ai", "veo-3.1-lite-generate-001", { mediaMs: 8_000, film: "silent 1080p" }, 0.4],
    ["groq", "whisper-large-v3", { mediaMs: 3_600_000 }, 0.111],
    ["mistral", "voxtral-mini-latest", { mediaMs: 60_000 }, 0.003],
    ["openai", "tts-1", { characters: 1_000_000 }, 15],
    ["openai", "tts-1-hd", { characters: 1_000_000 }, 30],
    ["openai", "gpt-4o-mini-tts", { inputTokens: 1_000_000, outputTokens: 1_000_000 }, 12.6],
    ["openai", "gpt-image-1.5", { inputTokens: 1_000_000, imageInputTokens: 1_000_000 }, 8],
    ["openai", "gpt-image-1.5", { outputTokens: 1_000_000, imageOutputTokens: 1_000_000 }, 32],
    ["openai", "gpt-image-2.6-flare", { outputTokens: 1_000_000, imageOutputTokens: 1_000_000 }, 30],
    ["mistral", "mistral-ocr-2505", { pages: 1_000 }, 1],
    ["mistral", "mistral-ocr-2505", { pages: 1_000, annotatedPages: 1_000 }, 3],
    ["mistral", "mistral-ocr-latest", { pages: 1_000 }, 4],
    ["xai", "grok-voice-think-fast-1.0", { mediaMs: 60_000 }, 0.05],
    ["xai", "grok-voice-latest", { mediaMs: 60_000, messages: 1 }, 0.084],
  ])("%s's %s costs for %j $%d", (provider, model, told, dollars) => {
    const usage = { inputTokens: 0, outputTokens: 0, ...told };
    const prices = findModelFacts(provider, model)?.prices;
    expect(isPriced(usage, prices)).toBe(true);
    // A second that is no whole billionth of a dollar is rounded up.
    expect(prices && priceUsage(usage, prices) / 1e9).toBeCloseTo(dollars, 4);
  });
});
