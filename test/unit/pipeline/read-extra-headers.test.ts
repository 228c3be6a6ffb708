import { describe, expect, test } from "vitest";
import { readExtraHeaders } from "../../../src/pipeline/read-extra-headers.ts";

const read = (extra_headers: Parameters<typeof readExtraHeaders>[0][string]) => readExtraHeaders({ extra_headers });

describe("headers that a request has for its provider", () => {
  test("are taken, under names in lower case", () => {
    expect(read({ "Anthropic-Beta": "tools-2026", "x-team": "search" })).toEqual({
      "anthropic-beta": "tools-2026",
      "x-team": "search",
    });
  });

  test.each([[undefined], [null]])("may be left out: %s", (given) => {
    expect(read(given)).toBeUndefined();
  });

  test.each([
    "Authorization",
    "x-api-key",
    "API-KEY",
    "X-Goog-Api-Key",
    "cookie",
    "Host",
    "content-length",
    "Transfer-Encoding",
    "OpenAI-Organization",
    "x-amz-security-token",
    "proxy-authorization",
    "cf-connecting-ip",
    "x-forwarded-for",
    "x-litellm-api-key",
  ])("cannot be %s", (name) => {
    expect(() => read({ [name]: "mine" })).toThrow(
      expect.objectContaining({ code: "invalid_request", param: `extra_headers.${name}` }),
    );
  });

  test.each([
    [["x-a"]],
    ["x-a: b"],
    [{ "x a": "b" }],
    [{ "x-a\r\nx-b": "c" }],
    [{ "": "c" }],
    [{ "x-a": "b\r\nauthorization: mine" }],
    [{ "x-a": 5 }],
    [{ "x-a": "ü" }],
    [{ "x-a": "b".repeat(4_097) }],
    [Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`x-${n}`, "a"]))],
  ])("are refused when they are none: %j", (given) => {
    expect(() => read(given)).toThrow(expect.objectContaining({ code: "invalid_request" }));
  });
});
