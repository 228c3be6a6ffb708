import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBody } from "../../../src/pipeline/parse-body.ts";

describe("parsing a body", () => {
  test("gives back any object, whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ maxDepth: 6, stringUnit: "grapheme" })),
        (value) => {
          const text = JSON.stringify(value);
          expect(JSON.stringify(parseBody(text, "replace"))).toBe(JSON.stringify(JSON.parse(text)));
        },
      ),
    );
  });

  test.each([
    ["nothing", ""],
    ["words", "hello"],
    ["half an object", '{"model":"m"'],
    ["a list", "[1]"],
    ["a number", "5"],
    ["null", "null"],
    ["10 MB of open brackets", "[".repeat(10_000_000)],
    ["10 MB of open objects", '{"a":'.repeat(2_000_000)],
    ["nesting behind a string that holds brackets", `{"a":"]]]]","b":${"[".repeat(101)}${"]".repeat(101)}}`],
  ])("refuses %s as invalid_json", (_, text) => {
    expect(() => parseBody(text, "replace")).toThrow(expect.objectContaining({ code: "invalid_json", status: 400 }));
  });

  test("does not count brackets inside strings", () => {
    const text = JSON.stringify({ messages: "[[[[".repeat(1_000), quote: 'a " [ \\ " [' });
    expect(parseBody(text, "replace")).toEqual(JSON.parse(text));
  });

  test.each([
    ["a lone high surrogate", String.raw`{"content":"a\ud83db"}`, "a\ufffdb"],
    ["surrogates in the wrong order", String.raw`{"content":"\ude00\ud83d"}`, "\ufffd\ufffd"],
    ["a whole pair", String.raw`{"content":"\ud83d\ude00"}`, "😀"],
  ])("replaces %s", (_, text, content) => {
    expect(parseBody(text, "replace")).toEqual({ content });
  });

  test("mends field names and nested texts", () => {
    const text = String.raw`{"a\ud83d":[{"b":"\ud83d"}],"n":1,"t":true,"z":null}`;
    expect(parseBody(text, "replace")).toEqual({ "a\ufffd": [{ b: "\ufffd" }], n: 1, t: true, z: null });
  });

  test("leaves escapes alone when told to", () => {
    expect(parseBody(String.raw`{"content":"\ud83d"}`, "escape")).toEqual({ content: "\ud83d" });
  });

  test("names the text it rejects", () => {
    const text = String.raw`{"messages":[{"content":"ok"},{"content":"\ud83d"}]}`;
    expect(() => parseBody(text, "reject")).toThrow(
      expect.objectContaining({ code: "invalid_unicode", param: "messages[1].content" }),
    );
  });

  test("keeps __proto__ as data", () => {
    const body = parseBody(String.raw`{"__proto__":{"polluted":1},"u":"\ud83d"}`, "replace");
    expect(Object.hasOwn(body, "__proto__")).toBe(true);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
