import type { GatewayError } from "../../core/errors.ts";
import type { Fault, FaultKind } from "../../core/fault.ts";
import { isObject, textOf, type JsonObject } from "../../core/json.ts";
import type { Frame } from "../../streams/frame.ts";

/** Source: docs.anthropic.com/en/api/errors. */
const KIND_OF = new Map<string | undefined, FaultKind>([
  ["invalid_request_error", "invalid-request"],
  ["request_too_large", "invalid-request"],
  ["conflict_error", "invalid-request"],
  ["authentication_error", "authentication"],
  // No credit left: like a quota, another deployment may have some.
  ["billing_error", "rate-limited"],
  ["permission_error", "permission"],
  ["not_found_error", "not-found"],
  ["timeout_error", "timeout"],
  ["rate_limit_error", "rate-limited"],
  ["api_error", "server-error"],
  ["overloaded_error", "overloaded"],
]);

/** The statuses of `ERRORS` that are not told by their class alone. */
const TYPE_OF = new Map<number, string>([
  [401, "authentication_error"],
  [403, "permission_error"],
  [404, "not_found_error"],
  [408, "timeout_error"],
  [413, "request_too_large"],
  [429, "rate_limit_error"],
  [503, "overloaded_error"],
]);

const MESSAGE_CHARS_MAX = 2000;

export const tellsError = (body: JsonObject): boolean => body.type === "error" || isObject(body.error);

/** The failure told by `{"type":"error","error":{…}}`, whole or as an event of a stream. */
export function decodeError(body: JsonObject): Fault {
  const error = isObject(body.error) ? body.error : body;
  const type = error === body ? undefined : textOf(error.type);
  const said = textOf(error.message) ?? "The provider told of an error without a message.";
  const message = said.slice(0, MESSAGE_CHARS_MAX).toWellFormed();
  return { kind: kindOf(type, message), message, ...(type !== undefined && { type }) };
}

/** Two kinds that routing treats apart hide behind `invalid_request_error`. */
function kindOf(type: string | undefined, message: string): FaultKind {
  const kind = KIND_OF.get(type) ?? "server-error";
  if (kind !== "invalid-request") return kind;
  if (/prompt is too long|exceed context limit|prompt: length/i.test(message)) return "context-window";
  return /content filtering policy/i.test(message) ? "content-policy" : kind;
}

export function encodeError({ status, message }: GatewayError): JsonObject {
  const type = TYPE_OF.get(status) ?? (status >= 500 ? "api_error" : "invalid_request_error");
  return { type: "error", error: { type, message: message.toWellFormed() } };
}

export const encodeStreamError = (error: GatewayError): readonly Frame[] => [
  { event: "error", data: JSON.stringify(encodeError(error)) },
];
