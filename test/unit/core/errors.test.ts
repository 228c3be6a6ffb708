import { describe, expect, test } from "vitest";
import { ERRORS, GatewayError } from "../../../src/core/errors.ts";
import type { ErrorCode } from "../../../src/core/errors.ts";
import { FAULTS, UpstreamFault } from "../../../src/core/fault.ts";

const CODES = Object.keys(ERRORS) as ErrorCode[];

describe("the table of errors", () => {
  test.each(CODES)("%s is a failure that HTTP and a client know a word for", (code) => {
    const { status, type } = ERRORS[code];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(type).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
  });

  // What scripts written for the LiteLLM proxy branch on.
  test.each<[ErrorCode, status: number, type: string]>([
    ["key_unknown", 401, "token_not_found_in_db"],
    ["key_expired", 400, "expired_key"],
    ["key_missing", 401, "auth_error"],
    ["key_model_denied", 401, "key_model_access_denied"],
    ["model_not_found", 400, "invalid_request_error"],
    ["provider_rate_limited", 429, "rate_limit_error"],
    ["provider_timeout", 408, "timeout_error"],
    ["store_unavailable", 503, "no_db_connection"],
    ["internal", 500, "internal_server_error"],
  ])("%s keeps its status %d and type %s", (code, status, type) => {
    expect(ERRORS[code]).toEqual({ status, type });
  });

  test.each(Object.entries(FAULTS))("a provider's %s has a row in it", (_, { error }) => {
    expect(CODES).toContain(error);
  });
});

describe("a gateway error", () => {
  test.each(CODES)("%s takes its status and type from the table", (code) => {
    const error = new GatewayError(code, "m");
    expect(error).toMatchObject({ code, status: ERRORS[code].status, type: ERRORS[code].type, message: "m" });
    expect(error.cause).toBeUndefined();
  });

  test("may have another status than the table's", () => {
    expect(new GatewayError("budget_exceeded", "m", { status: 429 })).toMatchObject({
      status: 429,
      type: "budget_exceeded",
    });
  });

  test("may carry the field at fault, a wait and the provider's own type", () => {
    const error = new GatewayError("provider_rate_limited", "m", {
      param: "messages[0]",
      retryAfterSeconds: 3,
      type: "tokens",
    });
    expect(error).toMatchObject({ param: "messages[0]", retryAfterSeconds: 3, type: "tokens", status: 429 });
  });
});

describe("whatever was thrown", () => {
  test("is itself when it is a gateway error already", () => {
    const error = new GatewayError("key_missing", "m");
    expect(GatewayError.from(error)).toBe(error);
  });

  test.each([
    ["an error", new TypeError("password=hunter2 at /srv/app.ts:3")],
    ["a provider's fault nobody mapped", new UpstreamFault({ kind: "timeout", message: "hunter2" })],
    ["a string", "hunter2"],
    ["an object", { secret: "hunter2" }],
  ])("is an internal error when it is %s; its words are for the log alone", (_, thrown) => {
    const error = GatewayError.from(thrown);
    expect(error).toMatchObject({ code: "internal", status: 500, type: "internal_server_error" });
    expect(error.cause).toBe(thrown);
    expect(`${error.message} ${error.type} ${error.param} ${JSON.stringify(error)}`).not.toContain("hunter2");
  });

  test.each([[undefined], [null]])("is an internal error even when it is %s", (thrown) => {
    expect(GatewayError.from(thrown).code).toBe("internal");
  });
});
