import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROVIDER_SETTINGS, providerSettings } from "../../../src/core/provider-settings.ts";
import type { Json } from "../../../src/core/json.ts";
import { MASK, maskSecrets, splitSecrets } from "../../../src/live/split-secrets.ts";

describe("what is sealed of a model's parameters", () => {
  it.each<[string, Json]>([
    ["api_key", "anything"],
    ["api_key", 123],
    ["aws_access_key_id", "id"],
    ["azure_password", "word"],
    ["aws_web_identity_token", "jwt"],
    ["extra_headers", { "x-team": "blue" }],
    ["extra_headers", { authorization: "Bearer os.environ/NAME" }],
    ["extra_body", { deep: [{ client_secret: "text" }] }],
    ["extra_body", { deep: ["sk-abcdefgh"] }],
    ["extra_body", { "sk-abcdefgh": true }],
    ["note", "use sk-abcdefgh for it"],
    ["note", "AKIAIOSFODNN7EXAMPLE"],
    ["note", "ASIAIOSFODNN7EXAMPLE"],
    ["note", `AIza${"x".repeat(35)}`],
    ["note", "Bearer abcdefghijklmnop"],
    ["note", "-----BEGIN PRIVATE KEY-----"],
    ["note", '{"type":"service_account","private_key":"x"}'],
    ["api_base", "https://user:word@host/v1"],
    ["api_base", "https://host/v1?sig=abc"],
    ["api_key", "os.environ/sk-abcdefgh"],
  ])("%s: %j", (name, value) => {
    expect(splitSecrets({ model: "openai/gpt-4o", [name]: value })).toEqual({
      open: { model: "openai/gpt-4o" },
      secret: { [name]: value },
    });
  });

  it.each(providerSettings.map((name) => [name, PROVIDER_SETTINGS[name].isSecret] as const))(
    "%s of a provider, if it is a secret there: %s",
    (name, isSecret) => {
      expect(Object.hasOwn(splitSecrets({ [name]: "plain" }).secret, name)).toBe(isSecret);
    },
  );
});

describe("what stays readable", () => {
  it.each<[string, Json]>([
    ["api_key", "os.environ/OPENAI_API_KEY"],
    ["api_key", ""],
    ["api_key", null],
    ["extra_headers", { authorization: "os.environ/HEADER", "x-on": true }],
    ["model", "openrouter/task-model-12345"],
    ["model", "bedrock/us.anthropic.claude-3-haiku-20240307-v1:0"],
    ["litellm_credential_name", "Basic plan"],
    ["api_base", "https://host/v1?api-version=2024-10-21"],
    ["api_base", "https://host/path@v1"],
    ["max_tokens", 100],
    ["input_cost_per_token", 0.000_001],
    ["input_cost_per_audio_token", "0.000001"],
    ["mock_response", "Hello"],
    ["tags", ["fast"]],
  ])("%s: %j", (name, value) => {
    expect(splitSecrets({ [name]: value })).toEqual({ open: { [name]: value }, secret: {} });
  });
});

const NAMES = ["api_key", "aws_secret_access_key", "extra_headers", "extra_body", "model", "tags", "note", "inner"];

describe("whatever the parameters", () => {
  const secret = fc.stringMatching(/^[\w-]{8,20}$/).map((text) => `sk-${text}`);
  const value = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom<Json>("plain", 1, true, null, "os.environ/NAME"),
      secret,
      fc.array(tie("json"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...NAMES), tie("json"), { maxKeys: 3 }),
    ),
  })).json as fc.Arbitrary<Json>;
  const params = fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), value, { maxKeys: 6 });

  it("each is in one of the halves, as it was", () => {
    fc.assert(
      fc.property(params, (given) => {
        const { open, secret: hidden } = splitSecrets(given);
        expect({ ...open, ...hidden }).toEqual(given);
        expect(Object.keys(open).length + Object.keys(hidden).length).toBe(Object.keys(given).length);
      }),
    );
  });

  it("no key is in what stays readable, nor in what is shown", () => {
    fc.assert(
      fc.property(params, (given) => {
        const { open, secret: hidden } = splitSecrets(given);
        const shown = maskSecrets(open, Object.keys(hidden));
        expect(JSON.stringify([open, shown])).not.toMatch(/sk-[\w-]{8}/);
        expect(Object.keys(shown).toSorted()).toEqual(Object.keys(given).toSorted());
        for (const name of Object.keys(hidden)) expect(shown[name]).toBe(MASK);
      }),
    );
  });
});
