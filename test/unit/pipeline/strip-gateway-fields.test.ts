import { describe, expect, test } from "vitest";
import { stripGatewayFields } from "../../../src/pipeline/strip-gateway-fields.ts";

describe("stripping what is meant for the gateway", () => {
  test("returns an ordinary body as it came", () => {
    const body = { model: "m", messages: [], unknown_field: { deep: [1] } };
    expect(stripGatewayFields(body).body).toBe(body);
  });

  test("takes out gateway fields and keeps everything else", () => {
    const body = { model: "m", mock_response: "x", fallbacks: ["y"], "no-log": true, seed: 1 };
    expect(stripGatewayFields(body).body).toEqual({ model: "m", seed: 1 });
  });

  test.each(["api_base", "base_url", "api_key", "custom_llm_provider"])(
    "refuses %s, which would choose a destination",
    (field) => {
      expect(() => stripGatewayFields({ model: "m", [field]: "https://attacker.example" })).toThrow(
        expect.objectContaining({ code: "invalid_request", param: field }),
      );
    },
  );

  test.each([
    ["tags", { tags: ["a", "b"] }, ["a", "b"]],
    ["metadata.tags", { metadata: { tags: ["a"] } }, ["a"]],
    ["litellm_metadata.tags", { litellm_metadata: { tags: ["a"] } }, ["a"]],
    [
      "all three, once each",
      { tags: ["a"], metadata: { tags: ["a", "b"] }, litellm_metadata: { tags: ["c"] } },
      ["a", "b", "c"],
    ],
    ["nothing that is no text", { tags: [1, null, "a"] }, ["a"]],
  ])("reads tags from %s", (_, body, tags) => {
    expect(stripGatewayFields(body).tags).toEqual(tags);
  });

  test("passes on metadata that a provider would take, and keeps the gateway's to itself", () => {
    expect(stripGatewayFields({ metadata: { run: "7" } }).body).toEqual({ metadata: { run: "7" } });
    expect(stripGatewayFields({ metadata: { run: "7", tags: ["a"] } }).body).toEqual({});
  });
});
