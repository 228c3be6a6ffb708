import { describe, expect, test } from "vitest";
import { readCommonFault } from "../../../src/adapters/read-fault.ts";

const none = new Headers();
const openai = (message: string, more: object = {}) =>
  JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code: null, ...more } });

describe("reading a provider's failure", () => {
  test.each([
    [400, "invalid-request"],
    [401, "authentication"],
    [402, "rate-limited"],
    [403, "permission"],
    [404, "not-found"],
    [408, "timeout"],
    [409, "invalid-request"],
    [413, "invalid-request"],
    [422, "unprocessable"],
    [429, "rate-limited"],
    [500, "server-error"],
    [501, "server-error"],
    [502, "bad-gateway"],
    [503, "overloaded"],
    [504, "timeout"],
    [524, "timeout"],
    [529, "overloaded"],
    [302, "redirected"],
  ])("status %i alone is %s", (status, kind) => {
    expect(readCommonFault(status, openai("no"), none).kind).toBe(kind);
  });

  test.each([
    [400, "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens."],
    [400, "prompt is too long: 210000 tokens > 200000 maximum"],
    [413, "Input is too long for requested model."],
    [422, "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000"],
    [400, "Your input exceeds the context window of this model."],
  ])("status %i with %j is a full context window", (status, message) => {
    expect(readCommonFault(status, openai(message), none).kind).toBe("context-window");
  });

  test.each([
    openai("The response was filtered due to the prompt triggering Azure OpenAI's content management policy.", {
      code: "content_filter",
    }),
    openai("Rejected", { code: "content_policy_violation" }),
    openai("Rejected", { innererror: { code: "ResponsibleAIPolicyViolation" } }),
    JSON.stringify({
      type: "error",
      error: { type: "invalid_request_error", message: "Output blocked by content filtering policy" },
    }),
  ])("%s is a content refusal", (body) => {
    expect(readCommonFault(400, body, none).kind).toBe("content-policy");
  });

  test("wording does not change what a 429 or a 500 is", () => {
    expect(readCommonFault(429, openai("too many tokens per minute"), none).kind).toBe("rate-limited");
    expect(readCommonFault(500, openai("too many tokens"), none).kind).toBe("server-error");
  });

  test.each([
    [
      "OpenAI",
      openai("no such model", { param: "model" }),
      { message: "no such model", type: "invalid_request_error", param: "model" },
    ],
    [
      "Anthropic",
      '{"type":"error","error":{"type":"not_found_error","message":"model: x"}}',
      { message: "model: x", type: "not_found_error" },
    ],
    [
      "a flat body",
      '{"object":"error","message":"Logprobs are not enabled","type":"invalid_request_invalid_args"}',
      { message: "Logprobs are not enabled" },
    ],
    ["an error that is a text", '{"error":"model not loaded"}', { message: "model not loaded" }],
    [
      "FastAPI details",
      '{"detail":[{"loc":["body","model"],"msg":"field required"}]}',
      { message: '[{"loc":["body","model"],"msg":"field required"}]' },
    ],
    ["a list", '[{"error":{"message":"first"}}]', { message: "first" }],
    [
      "a page",
      "<html><head><style>p{}</style></head><body><h1>502 Bad Gateway</h1></body></html>",
      { message: "502 Bad Gateway" },
    ],
    ["nothing", "", { message: "The provider gave no reason." }],
  ])("finds the words of %s", (_, body, told) => {
    expect(readCommonFault(400, body, none)).toMatchObject(told);
  });

  test("bounds what it keeps of an endless message", () => {
    expect(readCommonFault(400, openai("x".repeat(100_000)), none).message).toHaveLength(2_000);
  });

  test.each([
    [{ "retry-after": "7" }, 7_000],
    [{ "retry-after": "0.5" }, 500],
    [{ "retry-after-ms": "1234", "retry-after": "9" }, 1_234],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-3" }, undefined],
    [{ "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }, undefined],
    [{}, undefined],
  ])("reads the retry time of %j", (headers, ms) => {
    expect(readCommonFault(429, openai("slow down"), new Headers(headers)).retryAfterMs).toBe(ms);
  });

  test("reads a retry time given as a date", () => {
    const headers = new Headers({ "retry-after": new Date(Date.now() + 60_000).toUTCString() });
    expect(readCommonFault(429, openai("slow down"), headers).retryAfterMs).toBeGreaterThan(50_000);
  });
});
