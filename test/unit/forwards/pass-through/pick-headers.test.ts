import fc from "fast-check";
import { expect, test } from "vitest";
import { pickHeaders } from "../../../../src/forwards/pass-through/pick-headers.ts";

test("what says how an answer is wanted is passed on", () => {
  const headers = {
    accept: "application/json",
    "anthropic-beta": "files-api-2025-04-14",
    "content-type": "application/json",
    "x-amzn-bedrock-guardrailidentifier": "g",
  };
  expect(pickHeaders(new Headers(headers))).toEqual(headers);
});

const CLIENTS = [
  "authorization",
  "proxy-authorization",
  "x-api-key",
  "api-key",
  "x-goog-api-key",
  "x-litellm-api-key",
  "ocp-apim-subscription-key",
  "cookie",
  "connection",
  "transfer-encoding",
  "upgrade",
  "te",
  "host",
  "x-forwarded-for",
  "x-amz-security-token",
  "x-goog-user-project",
  "openai-organization",
];

test.each(CLIENTS)("%s is not", (name) => {
  expect(pickHeaders(new Headers({ [name]: "secret" }))).toEqual({});
});

test("nor is any header under a name that nobody has heard of", () => {
  const name = fc.stringMatching(/^x-[a-z-]{1,20}$/).filter((header) => !header.startsWith("x-amzn-bedrock-"));
  fc.assert(
    fc.property(name, (header) => {
      expect(pickHeaders(new Headers({ [header]: "v" }))).toEqual({});
    }),
  );
});
