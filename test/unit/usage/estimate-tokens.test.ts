import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { estimateInputTokens, estimateOutputTokens } from "../../../src/usage/estimate-tokens.ts";
import { sampleTexts } from "./sample-texts.ts";

const KINDS = Object.entries(sampleTexts);
const QUARTER = { least: 0.75, most: 1.25 };

describe("the estimate of an input", () => {
  test.each(KINDS)("is within a quarter of the count for %s", (_, { text, tokens }) => {
    expect(estimateInputTokens([text]) / tokens).toBeGreaterThan(QUARTER.least);
    expect(estimateInputTokens([text]) / tokens).toBeLessThan(QUARTER.most);
  });

  // Counts by o200k_base; other scripts are farther off than English.
  test.each([
    ["Russian", "Погода сегодня хорошая, и мы решили прогуляться по набережной после работы. ".repeat(10), 201],
    ["Chinese", "今天天气很好,我们决定下班后沿着河边散步,然后去吃晚饭。".repeat(10), 230],
    ["Japanese", "今日は天気が良いので、仕事の後に川沿いを散歩することにしました。".repeat(10), 230],
    ["Korean", "오늘은 날씨가 좋아서 퇴근 후에 강변을 산책하기로 했습니다.".repeat(10), 220],
    ["Arabic", "الطقس جميل اليوم وقررنا أن نتمشى على ضفاف النهر بعد العمل. ".repeat(10), 192],
    ["emoji", "😀🎉🚀".repeat(10), 50],
    ["base64", "aGVsbG8gd29ybGQgdGhpcyBpcyBhIHRlc3Qgb2YgdGhlIGVtZXJnZW5jeQ".repeat(10), 361],
  ])("is within a third of the count for %s", (_, text, tokens) => {
    expect(Math.abs(estimateInputTokens([text]) / tokens - 1)).toBeLessThan(1 / 3);
  });

  test("counts every text of a call", () => {
    const { text } = sampleTexts.prose;
    expect(estimateInputTokens([text, text])).toBe(2 * estimateInputTokens([text]));
    expect(estimateInputTokens([])).toBe(0);
  });

  test("is a whole number, positive for any text and never less than an eighth of its bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const tokens = estimateInputTokens([text]);
        expect(Number.isSafeInteger(tokens)).toBe(true);
        expect(tokens).toBeGreaterThan(new TextEncoder().encode(text).byteLength / 8);
      }),
    );
  });

  test.each([
    ["one letter", "a"],
    ["one capital", "A"],
    ["blanks", " "],
    ["line breaks", "\n"],
    ["full stops", "."],
    ["Chinese", "漢"],
    ["emoji", "😀"],
    ["joined emoji", "👨‍👩‍👧"],
    ["halves of surrogate pairs", "\ud800"],
    ["letters and digits in turn", "a1"],
    ["small letters and capitals in turn", "aB"],
    ["combining marks", "e\u0301"],
    ["quotes and backslashes", '\\"'],
  ])("takes linear time on 400 KB of %s", (_, unit) => {
    const text = unit.repeat(400_000 / unit.length);
    const startedAt = performance.now();
    expect(estimateInputTokens([text])).toBeGreaterThan(text.length / 10);
    // 5 to 15 ms where measured; a quadratic one takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe("the estimate of an output", () => {
  test.each(KINDS)("is within a quarter of the count for %s, from its length alone", (_, { text, tokens }) => {
    expect(estimateOutputTokens(text.length) / tokens).toBeGreaterThan(QUARTER.least);
    expect(estimateOutputTokens(text.length) / tokens).toBeLessThan(QUARTER.most);
  });

  test("is nothing for nothing and at least one for something", () => {
    expect(estimateOutputTokens(0)).toBe(0);
    expect(estimateOutputTokens(1)).toBe(1);
  });
});
