import { describe, expect, test } from "vitest";
import { readCredential } from "../../../src/auth/read-credential.ts";

describe("the key of a request", () => {
  test.each([
    "x-litellm-api-key",
    "Authorization",
    "api-key",
    "x-api-key",
    "x-goog-api-key",
    "Ocp-Apim-Subscription-Key",
  ])("is read from %s, bare or as a bearer token", (name) => {
    expect(readCredential(new Headers({ [name]: "sk-1" }))).toBe("sk-1");
    expect(readCredential(new Headers({ [name]: "Bearer sk-1" }))).toBe("sk-1");
  });

  test.each([
    ["bearer sk-1", "sk-1"],
    ["BEARER \t sk-1 ", "sk-1"],
    ["Bearersk-1", "Bearersk-1"],
    ["Bearer", undefined],
    ["", undefined],
    ["   ", undefined],
    ["Basic dTpw", undefined],
    ["basic", "basic"],
  ])("in Authorization %j is %j", (value, expected) => {
    expect(readCredential(new Headers({ authorization: value }))).toBe(expected);
  });

  test.each([
    [{ "x-litellm-api-key": "sk-gateway", authorization: "Bearer sk-other" }, "sk-gateway"],
    [{ authorization: "Bearer sk-openai", "api-key": "sk-azure", "x-api-key": "sk-anthropic" }, "sk-openai"],
    [{ "api-key": "sk-azure", "x-api-key": "sk-anthropic" }, "sk-azure"],
    [{ "x-api-key": "sk-anthropic", "x-goog-api-key": "sk-google" }, "sk-anthropic"],
    [{ authorization: "Basic dTpw", "x-api-key": "sk-anthropic" }, "sk-anthropic"],
    [{ authorization: "Bearer ", "x-goog-api-key": "sk-google" }, "sk-google"],
  ])("among several is the first that holds one: %j", (headers, expected) => {
    expect(readCredential(new Headers(headers))).toBe(expected);
  });

  test("is read from the one header that is configured, and from no other", () => {
    expect(readCredential(new Headers({ "x-own": "Bearer sk-1", authorization: "sk-2" }), "x-own")).toBe("sk-1");
    expect(readCredential(new Headers({ authorization: "sk-2" }), "x-own")).toBeUndefined();
  });

  test("is not read from anywhere else", () => {
    expect(readCredential(new Headers({ cookie: "token=sk-1", "x-key": "sk-1" }))).toBeUndefined();
  });
});
