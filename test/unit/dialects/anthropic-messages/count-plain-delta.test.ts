import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson, textOf } from "../../../../src/core/json.ts";
import { countPlainDelta } from "../../../../src/dialects/anthropic-messages/count-plain-delta.ts";

const FIELDS = { text: "text_delta", thinking: "thinking_delta", partial_json: "input_json_delta" } as const;

/** As Anthropic writes it: padded with spaces before and between the last braces. */
const write = (field: keyof typeof FIELDS, quoted: string, padding = "") =>
  `{"type":"content_block_delta","index":3,"delta":{"type":"${FIELDS[field]}","${field}":${quoted}}${padding}}${padding}`;

const escapeAll = (text: string): string =>
  `"${[...Array(text.length).keys()].map((i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`).join("")}"`;

const field = fc.constantFrom<keyof typeof FIELDS>("text", "thinking", "partial_json");
/** Any UTF-16 units, so halves of surrogate pairs too. */
const units = fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes));
const padding = fc.nat(20).map((count) => " ".repeat(count));

describe("the length of a delta", () => {
  test("is that of its text, however it is escaped", () => {
    fc.assert(
      fc.property(field, units, padding, (name, text, spaces) => {
        for (const quoted of [JSON.stringify(text), escapeAll(text)])
          expect(countPlainDelta(write(name, quoted, spaces))).toBe(text.length);
      }),
    );
  });

  test.each(['"', "\\", '\\"', "\n\t", "{}[]:,", "\u2028", "🚤", "\\u0041"])("is right for %j", (text) => {
    expect(countPlainDelta(write("text", JSON.stringify(text)))).toBe(text.length);
  });
});

test("what is no JSON has no length", () => {
  const inner = fc.string({ unit: fc.constantFrom('"', "\\", "u", "0", "n", "}", "\t", "a") });
  fc.assert(
    fc.property(field, inner, (name, text) => {
      const quoted = `"${text}"`;
      expect(countPlainDelta(write(name, quoted))).toBe(textOf(parseJson(quoted))?.length);
    }),
    { numRuns: 1000 },
  );
});

describe("no plain delta is", () => {
  test.each([
    ["another event", '{"type":"content_block_stop","index":0}'],
    ["a signature", '{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"a"}}'],
    [
      "one with more fields",
      '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a","more":1}}',
    ],
    [
      "one whose type and field disagree",
      '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","thinking":"a"}}',
    ],
    ["one with something behind it", `${write("text", '"a"')}x`],
  ])("%s", (_, data) => {
    expect(countPlainDelta(data)).toBeUndefined();
  });

  test("one that is too long for a regular expression", () => {
    expect(countPlainDelta(write("text", JSON.stringify("\n".repeat(4_000_000))))).toBeUndefined();
  });
});
