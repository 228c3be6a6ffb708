import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bySpecificity, compileWildcard, fillWildcard, matchWildcard } from "../../../src/router/match-wildcard.ts";

describe("a wildcard", () => {
  test.each([
    ["openai/*", "openai/gpt-4o", ["gpt-4o"]],
    ["openai/*", "openai/org/model", ["org/model"]],
    ["openai/*", "openai/", undefined],
    ["openai/*", "azure/gpt-4o", undefined],
    ["*", "anything/at all", ["anything/at all"]],
    ["*/chat-*", "acme/chat-large", ["acme", "large"]],
    ["gpt-4.1*", "gpt-4x1-mini", undefined],
    ["a(b)*", "a(b)c", ["c"]],
    ["*", "two\nlines", ["two\nlines"]],
  ])("%s asked for %j gives %j", (pattern, name, captured) => {
    expect(matchWildcard(compileWildcard(pattern), name)).toEqual(captured);
  });

  test.each([
    ["*", ["gpt-4o"], "gpt-4o"],
    ["vendor/*-v2", ["large"], "vendor/large-v2"],
    ["*/x/*", ["a", "b"], "a/x/b"],
    ["fixed", ["a"], "fixed"],
    ["*-*", ["a"], "a-*"],
  ])("fills %s with %j to %s", (pattern, captured, filled) => {
    expect(fillWildcard(pattern, captured)).toBe(filled);
  });

  test("fills back what it captured", () => {
    const piece = fc.stringMatching(/^[a-z/.+()-]{1,8}$/);
    fc.assert(
      fc.property(piece, piece, (prefix, rest) => {
        const captured = matchWildcard(compileWildcard(`${prefix}*`), prefix + rest);
        expect(fillWildcard(`${prefix}*`, captured ?? [])).toBe(prefix + rest);
      }),
    );
  });

  test("is ranked by its literal characters, then by its stars", () => {
    const ranked = ["*", "openai/*", "openai/gpt-*", "*/gpt", "openai/*-*"]
      .map(compileWildcard)
      .toSorted(bySpecificity);
    expect(ranked.map(({ pattern }) => pattern)).toEqual(["openai/gpt-*", "openai/*-*", "openai/*", "*/gpt", "*"]);
  });
});
