import { expect, test } from "vitest";
import { faultNamed } from "../../../../src/adapters/mock/name-fault.ts";

test.each([
  ["litellm.RateLimitError", "rate-limited"],
  ["litellm.ContextWindowExceededError", "context-window"],
  ["litellm.ContentPolicyViolationError", "content-policy"],
  ["litellm.InternalServerError", "server-error"],
  ["litellm.Timeout", "timeout"],
  ["litellm.AuthenticationError", "authentication"],
])("%s is a fault: %s", (text, kind) => {
  expect(faultNamed(text)).toEqual({ kind, message: `This is a mock ${text}.` });
});

test.each(["", "Hello", "RateLimitError", "litellm.RateLimitError!", "toString"])("%j is a text", (text) => {
  expect(faultNamed(text)).toBeUndefined();
});
