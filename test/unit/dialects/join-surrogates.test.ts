import fc from "fast-check";
import { expect, test } from "vitest";
import { joinSurrogates } from "../../../src/dialects/join-surrogates.ts";

const join = (...pieces: readonly string[]): readonly string[] => {
  const joiner = joinSurrogates();
  return [...pieces.map((piece) => joiner.push(piece)), joiner.end()];
};

test.each([
  ["puts a cut character together", ["a\ud83d", "\ude00b"], ["a", "😀b", ""]],
  ["lets whole characters pass at once", ["😀", "é"], ["😀", "é", ""]],
  ["waits through an empty delta", ["\ud83d", "", "\ude00"], ["", "", "😀", ""]],
  ["replaces a first half that stays alone", ["\ud83d", "a"], ["", "\ufffda", ""]],
  ["replaces a first half at the end", ["a\ud83d"], ["a", "\ufffd"]],
  ["replaces a second half without a first", ["\ude00a"], ["\ufffda", ""]],
  ["replaces halves in the wrong order", ["\ude00", "\ud83d"], ["\ufffd", "", "\ufffd"]],
  ["holds back only the last half", ["\ud83d\ud83d", "\ude00"], ["\ufffd", "😀", ""]],
])("%s", (_, pieces, expected) => {
  expect(join(...pieces)).toEqual(expected);
});

test("says the same however the text is cut, and never half a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.array(fc.nat(40)), (text, cuts) => {
      const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
      const out = join(...pieces);
      expect(out.every((piece) => piece.isWellFormed())).toBe(true);
      expect(out.join("")).toBe(text.toWellFormed());
    }),
  );
});
