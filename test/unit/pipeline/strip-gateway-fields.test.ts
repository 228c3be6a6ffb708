import { describe, expect, test } from "vitest";
import { stripGatewayFields } from "../../../src/pipeline/strip-gateway-fields.ts";

describe("stripping what is meant for the gateway", () => {
  test("returns an ordinary body as it came", () => {
    const body = { model: "m", messages: [], unknown_field: { deep: [1] } };
    expect(stripGatewayFields(body).body).toBe(body);
  });

  test("takes out gateway fields and keeps everything else", () => {
    const asked = { mock_response: "x", fallbacks: ["y"], timeout: 5, "no-log": true };
    expect(stripGatewayFields({ model: "m", ...asked, seed: 1 })).toEqual({ body: { model: "m", seed: 1 }, asked });
  });

  test.each(["api_base", "base_url", "api_key", "custom_llm_provider"])(
    "refuses %s, which would choose a destination",
    (field) => {
      expect(() => stripGatewayFields({ model: "m", [field]: "https://attacker.example" })).toThrow(
        expect.objectContaining({ code: "invalid_request", param: field }),
      );
    },
  );

  test("passes on metadata that a provider would take, and keeps the gateway's to itself", () => {
    expect(stripGatewayFields({ metadata: { run: "7" } }).body).toEqual({ metadata: { run: "7" } });
    expect(stripGatewayFields({ metadata: { run: "7", tags: ["a"] } })).toEqual({
      body: {},
      asked: { metadata: { run: "7", tags: ["a"] } },
    });
  });
});
