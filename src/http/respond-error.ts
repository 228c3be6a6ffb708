import type { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";

/** An error as its caller's dialect writes it. What only the log may know goes to the log. */
export function respondError(
  error: GatewayError,
  encode: (error: GatewayError) => JsonObject,
  callId: string,
): Response {
  if (error.code === "internal") console.error("a request failed inside the gateway", callId, error.cause);
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "x-litellm-call-id": callId,
    ...error.headers,
  };
  if (error.retryAfterSeconds !== undefined) headers["retry-after"] = String(error.retryAfterSeconds);
  return new Response(JSON.stringify(encode(error)), { status: error.status, headers });
}
