import { describe, expect, test } from "vitest";
import { redactSecrets } from "../../../src/pipeline/redact-secrets.ts";

describe("redacting secrets", () => {
  test.each([
    ["an OpenAI key", "Incorrect API key provided: sk-proj-abcdefghijklmnop."],
    ["a masked key", "Incorrect API key provided: sk-abc***********xyz."],
    ["an Anthropic key", "invalid x-api-key sk-ant-api03-abcdefgh-ijkl"],
    ["a Groq key", "bad key gsk_abcdefghijklmnopqrstuvwx"],
    ["a bearer token", "header was Authorization: Bearer abc.def-ghi_jkl=="],
    ["an Azure key", "key 0123456789abcdef0123456789abcdef is wrong"],
  ])("masks %s", (_, text) => {
    const redacted = redactSecrets(text, { settings: {} });
    expect(redacted).toContain("[redacted]");
    expect(redacted).not.toMatch(/proj-abc|abc\*|api03|abcdefghijkl|abc\.def|0123456789abcdef/);
  });

  test("masks the deployment's own credential, whatever it looks like", () => {
    expect(redactSecrets("you sent hunter2!", { credential: "hunter2", settings: {} })).toBe("you sent [redacted]!");
  });

  test("masks its secret settings, and not those that are none", () => {
    const settings = { aws_secret_access_key: "hush", aws_region_name: "eu-west-1" };
    expect(redactSecrets("hush is wrong in eu-west-1", { settings })).toBe("[redacted] is wrong in eu-west-1");
  });

  test("masks the headers of its configuration that may be credentials", () => {
    const headers = { authorization: "Basic aHVzaA", "x-tides-token": "hush", accept: "text/plain" };
    expect(redactSecrets("no hush, no aHVzaA as text/plain", { settings: {}, headers })).toBe(
      "no [redacted], no [redacted] as text/plain",
    );
  });

  test("leaves ordinary words alone", () => {
    const text = "The model `task-bearing-sk` does not exist; ask skippy about risk-taking.";
    expect(redactSecrets(text, { credential: "", settings: {} })).toBe(text);
  });
});
