import type { Settings } from "../../config/gateway-config.ts";
import { GatewayError } from "../../core/errors.ts";
import { isArray, type JsonObject, parseJson } from "../../core/json.ts";
import type { ForwardRequest } from "../../pipeline/forward-call.ts";
import { parseBody } from "../../pipeline/parse-body.ts";
import { readBody } from "../../streams/read-body.ts";

const UPLOAD_TIMEOUT_MS = 30_000;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\b/i;

interface PassedBody {
  readonly sent: ForwardRequest["body"];
  /** Undefined for what is no JSON object. */
  readonly json: JsonObject | undefined;
}

/**
 * JSON is read, and written anew: of two fields of one name the provider could go by another one than the gateway. Anything
 * else is passed on as it comes, unless it has to be a JSON object: a provider may read what is called something else as JSON too.
 * Rejects with `GatewayError`.
 */
export async function readPassedBody(
  request: Request,
  method: ForwardRequest["method"],
  isJson: boolean,
  { requestBytesMax, invalidUnicode }: Pick<Settings, "requestBytesMax" | "invalidUnicode">,
): Promise<PassedBody> {
  if (method === "GET" || request.body === null) return { sent: null, json: undefined };
  if (!isJson && !JSON_TYPE.test(request.headers.get("content-type") ?? ""))
    return { sent: request.body, json: undefined };
  const packed = request.headers.get("content-encoding") ?? "identity";
  if (packed !== "identity") {
    const message = `JSON is read here, and cannot be when it is packed (content-encoding: ${packed.slice(0, 20)}); send it as it is.`;
    throw new GatewayError("invalid_request", message, { param: "content-encoding" });
  }
  const text = await readBody(request, { bytesMax: requestBytesMax, timeoutMs: UPLOAD_TIMEOUT_MS });
  if (text === "") return { sent: null, json: undefined };
  const list = !isJson && /^\s*\[/.test(text) ? parseJson(text) : undefined;
  if (isArray(list)) return { sent: JSON.stringify(list), json: undefined };
  const json = parseBody(text, invalidUnicode);
  return { sent: JSON.stringify(json), json };
}
