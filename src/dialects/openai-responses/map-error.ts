import type { ErrorCode, GatewayError } from "../../core/errors.ts";
import type { Fault, FaultKind } from "../../core/fault.ts";
import { isObject, textOf, type JsonObject } from "../../core/json.ts";
import type { Frame } from "../../streams/frame.ts";
import { encodeOpenaiError } from "../encode-openai-error.ts";
import { tellFault } from "../tell-fault.ts";

/** The codes of a failed response (platform.openai.com/docs/api-reference/responses/object), and of OpenAI's errors. */
const KIND_OF = new Map<string, FaultKind>([
  ["server_error", "server-error"],
  ["internal_error", "server-error"],
  ["vector_store_timeout", "timeout"],
  ["rate_limit_exceeded", "rate-limited"],
  ["insufficient_quota", "rate-limited"],
  ["usage_limit_reached", "rate-limited"],
  ["server_is_overloaded", "overloaded"],
  ["slow_down", "overloaded"],
  ["context_length_exceeded", "context-window"],
  // What OpenAI says of a prompt that was flagged.
  ["invalid_prompt", "content-policy"],
  ["bio_policy", "content-policy"],
  ["misalignment_policy_violation", "content-policy"],
  ["image_content_policy_violation", "content-policy"],
  ["data_residency_mismatch", "permission"],
  ["invalid_api_key", "authentication"],
  ["model_not_found", "not-found"],
  ["failed_to_download_image", "invalid-request"],
  ["image_file_not_found", "invalid-request"],
]);

/**
 * The failure of a response or of a frame, or undefined: `error` of a failed response, the `error` event (flat, or with
 * the fields in an object), and an error body that came with status 200. A failed response may tell nothing else.
 */
export function readFault(body: JsonObject): Fault | undefined {
  const { error, status, type } = body;
  if (isObject(error)) return faultOf(error);
  if (typeof error === "string" && error !== "") return tellFault(error);
  if (status === "failed") return tellFault("The provider's answer failed without saying why.", "server_error");
  return type === "error" ? faultOf(body) : undefined;
}

function faultOf(error: JsonObject): Fault {
  const code = textOf(error.code);
  const type = textOf(error.type) === "error" ? undefined : textOf(error.type);
  const told = tellFault(textOf(error.message) ?? "", code ?? type);
  const param = textOf(error.param);
  return {
    kind:
      KIND_OF.get(code ?? "") ?? (code?.startsWith("invalid_") || isImageCode(code) ? "invalid-request" : told.kind),
    message: told.message,
    ...((type ?? code) !== undefined && { type: type ?? code }),
    ...(param !== undefined && { param }),
  };
}

const isImageCode = (code: string | undefined): boolean => code !== undefined && /image/.test(code);

/** As on every path of OpenAI's, but for the code by which clients know that they have to send the whole conversation. */
export function encodeError(error: GatewayError): JsonObject {
  const body = encodeOpenaiError(error);
  return error.code === "previous_response_not_found" && isObject(body.error)
    ? { error: { ...body.error, code: error.code } }
    : body;
}

/** The codes that clients act upon: Codex waits, shortens the conversation, or gives up. */
const CODE_OF = new Map<ErrorCode, string>([
  ["rate_limited", "rate_limit_exceeded"],
  ["provider_rate_limited", "rate_limit_exceeded"],
  ["provider_overloaded", "server_is_overloaded"],
  ["context_window_exceeded", "context_length_exceeded"],
  ["content_refused", "invalid_prompt"],
  ["provider_refused_request", "invalid_prompt"],
]);

/** As a failed response says it. */
export const describeFailure = ({ code, message }: Pick<GatewayError, "code" | "message">) => ({
  code: CODE_OF.get(code) ?? "server_error",
  message: message.toWellFormed(),
});

/**
 * Both ends that a broken stream can have: some clients act on the failed response only, some (OpenAI's SDK) throw on
 * the error alone. Whoever writes this knows nothing of the frames before it: neither the id nor the next number.
 */
export function encodeStreamError(error: GatewayError): readonly Frame[] {
  const { code, message } = describeFailure(error);
  const response = { id: "", object: "response", status: "failed", error: { code, message }, output: [] };
  return [
    write("response.failed", { response, sequence_number: 0 }),
    write("error", { code, message, param: error.param?.toWellFormed() ?? null, sequence_number: 0 }),
  ];
}

const write = (type: string, fields: JsonObject): Frame => ({ event: type, data: JSON.stringify({ type, ...fields }) });
