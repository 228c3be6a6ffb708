import { describe, expect, test } from "vitest";
import { ERRORS, GatewayError, type ErrorCode } from "../../../../src/core/errors.ts";
import { anthropicMessages } from "../../../../src/dialects/anthropic-messages/index.ts";

const TYPES: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  405: "invalid_request_error",
  408: "timeout_error",
  413: "request_too_large",
  422: "invalid_request_error",
  429: "rate_limit_error",
  499: "invalid_request_error",
  500: "api_error",
  502: "api_error",
  503: "overloaded_error",
};

describe("an error for an Anthropic client", () => {
  test.each(Object.entries(ERRORS).map(([code, { status }]) => [code as ErrorCode, status] as const))(
    "has the type of its status: %s, %i",
    (code, status) => {
      const error = new GatewayError(code, "No.", { param: "model", type: "a_provider's_word" });
      expect(anthropicMessages.encodeError(error)).toEqual({
        type: "error",
        error: { type: TYPES[status], message: "No." },
      });
    },
  );

  test("is an event of its own in a stream", () => {
    const error = new GatewayError("provider_overloaded", "Busy \ud83d");
    expect(anthropicMessages.encodeStreamError(error)).toEqual([
      { event: "error", data: '{"type":"error","error":{"type":"overloaded_error","message":"Busy \ufffd"}}' },
    ]);
  });

  test("in a stream is understood as the same failure", () => {
    const watcher = anthropicMessages.watcher();
    for (const frame of anthropicMessages.encodeStreamError(new GatewayError("provider_rate_limited", "Slow down.")))
      watcher.push(frame);
    expect(watcher.fault).toEqual({ kind: "rate-limited", message: "Slow down.", type: "rate_limit_error" });
  });
});
