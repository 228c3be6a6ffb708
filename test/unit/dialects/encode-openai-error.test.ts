import { expect, test } from "vitest";
import { GatewayError } from "../../../src/core/errors.ts";
import { encodeOpenaiError } from "../../../src/dialects/encode-openai-error.ts";

test("writes the status as a string, the type of the table and the field at fault", () => {
  const error = new GatewayError("invalid_request", "`stop` must be a string.", { param: "stop" });
  expect(encodeOpenaiError(error)).toEqual({
    error: { message: "`stop` must be a string.", type: "invalid_request_error", param: "stop", code: "400" },
  });
});

test("writes null where no field is at fault, and the provider's own type where it gave one", () => {
  const error = new GatewayError("provider_rate_limited", "Slow down", { type: "tokens" });
  expect(encodeOpenaiError(error)).toEqual({
    error: { message: "Slow down", type: "tokens", param: null, code: "429" },
  });
});

test("never writes half a character, and never the cause", () => {
  const cause = new Error("secret");
  const error = new GatewayError("invalid_unicode", "a\ud83d", { param: "b\ud83d", type: "c\ud83d", cause });
  expect(encodeOpenaiError(error)).toEqual({
    error: { message: "a\ufffd", type: "c\ufffd", param: "b\ufffd", code: "400" },
  });
});
