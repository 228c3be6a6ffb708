import type { Fault, FaultKind } from "../core/fault.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { isObject, objectsOf, parseJson, textOf } from "../core/json.ts";

const MESSAGE_CHARS_MAX = 2_000;

const KIND_OF_STATUS: Readonly<Record<number, FaultKind>> = {
  401: "authentication",
  402: "rate-limited", // no credit left at the provider: like a quota, another deployment may have some
  403: "permission",
  404: "not-found",
  408: "timeout",
  422: "unprocessable",
  424: "invalid-request",
  429: "rate-limited",
  500: "server-error",
  502: "bad-gateway",
  503: "overloaded",
  504: "timeout",
  524: "timeout",
  529: "overloaded",
};

/** How providers say that the prompt is too long. Lower case; matched anywhere in the message. */
const CONTEXT_WINDOW = [
  "maximum context length",
  "maximum context limit",
  "exceed context limit",
  "context_length_exceeded",
  "context length exceeded",
  "model's context length",
  "exceeds the context window",
  "string too long. expected a string with maximum length",
  "input tokens exceed the configured limit",
  "exceeds the maximum number of tokens allowed",
  "`inputs` tokens + `max_new_tokens` must be",
  "prompt is too long",
  "prompt: length",
  "input is too long",
  "too many tokens",
] as const;

/** How providers say that they will not answer this. */
const CONTENT_POLICY = [
  "content_policy_violation",
  "content management policy",
  "content_filter",
  "content filtering policy",
  "responsibleaipolicyviolation",
  "rejected as a result of our safety system",
  "rejected as a result of the safety system",
  "violating our usage policy",
] as const;

/** Reads an error answer the way most providers write it; status first, wording where one status means several things. */
export function readCommonFault(status: number, body: string, headers: Headers): Fault {
  const told = readErrorBody(body);
  return {
    kind: kindOf(status, `${told.message} ${told.type ?? ""} ${told.code ?? ""} ${told.inner ?? ""}`.toLowerCase()),
    status,
    message: told.message.slice(0, MESSAGE_CHARS_MAX),
    type: told.type,
    param: told.param,
    retryAfterMs: readRetryAfter(headers),
  };
}

function kindOf(status: number, words: string): FaultKind {
  if (status >= 300 && status < 400) return "redirected";
  if (status === 400 || status === 413 || status === 422 || status === 403) {
    if (CONTEXT_WINDOW.some((phrase) => words.includes(phrase))) return "context-window";
    if (CONTENT_POLICY.some((phrase) => words.includes(phrase))) return "content-policy";
  }
  return KIND_OF_STATUS[status] ?? (status >= 500 ? "server-error" : "invalid-request");
}

interface Told {
  readonly message: string;
  readonly type: string | undefined;
  readonly param: string | undefined;
  readonly code: string | undefined;
  readonly inner: string | undefined;
}

function readErrorBody(body: string): Told {
  const parsed = parseJson(body);
  const root = isObject(parsed) ? parsed : objectsOf(parsed)[0];
  if (root === undefined)
    return { message: plainText(body), type: undefined, param: undefined, code: undefined, inner: undefined };
  const error: JsonObject = isObject(root["error"]) ? root["error"] : root;
  const inner = isObject(error["innererror"]) ? textOf(error["innererror"]["code"]) : undefined;
  return {
    message: messageOf(error) ?? messageOf(root) ?? plainText(body),
    type: textOf(error["type"]),
    param: textOf(error["param"]),
    code: textOf(error["code"]),
    inner,
  };
}

function messageOf(error: JsonObject): string | undefined {
  for (const field of ["message", "error", "detail", "msg"]) {
    const value: Json | undefined = error[field];
    if (typeof value === "string" && value !== "") return value;
    if (field === "detail" && value !== undefined && value !== null) return JSON.stringify(value);
  }
  return undefined;
}

/** A page instead of JSON: its words, not its markup. */
const plainText = (body: string): string =>
  body
    .slice(0, 10_000)
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 1_000) || "The provider gave no reason.";

/** `retry-after-ms` (OpenAI), or `retry-after` in seconds or as a date (RFC 9110, section 10.2.3). */
function readRetryAfter(headers: Headers): number | undefined {
  const ms = Number(headers.get("retry-after-ms") ?? Number.NaN);
  if (ms > 0) return ms;
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  const seconds = Number(text);
  if (seconds > 0) return Math.ceil(seconds * 1_000);
  const at = Date.parse(text);
  return Number.isNaN(at) || at <= Date.now() ? undefined : at - Date.now();
}
