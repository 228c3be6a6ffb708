import { secretOf } from "../../core/caller.ts";
import type { RequestContext } from "../../core/context.ts";
import { type ErrorCode, GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import { parseObject, type JsonObject } from "../../core/json.ts";
import { chatCompletions, completions, embeddings, messages, moderations, responses } from "../../endpoints/index.ts";
import type { Endpoint } from "../../endpoints/endpoint.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { serve } from "../../pipeline/serve.ts";
import type { BatchJob, BatchLine, ResultKind } from "../../store/batch-runs.ts";
import { isFault, readLine } from "./read-line.ts";

/** What the lines of a batch may ask. */
export const BATCH_ENDPOINTS = {
  "/v1/chat/completions": chatCompletions,
  "/v1/completions": completions,
  "/v1/embeddings": embeddings,
  "/v1/messages": messages,
  "/v1/moderations": moderations,
  "/v1/responses": responses,
} as const;

export type BatchEndpoint = keyof typeof BATCH_ENDPOINTS;

export const isBatchEndpoint = (path: string): path is BatchEndpoint => Object.hasOwn(BATCH_ENDPOINTS, path);

/** For lack of room, which there may be later. */
const NO_ROOM: ReadonlySet<ErrorCode> = new Set([
  "rate_limited",
  "limits_unavailable",
  "store_unavailable",
  "provider_rate_limited",
  "provider_overloaded",
]);
const AGAIN_SECONDS = 30;

/** A batch has nobody who could leave. */
const NEVER = new AbortController().signal;

export interface LineTools extends Pick<RequestContext, "now" | "defer"> {
  readonly gateway: Gateway;
}

export type LineEnd =
  | { readonly kind: ResultKind; readonly result: string }
  /** It is to be asked again, then. */
  | { readonly kind: "postponed"; readonly afterMs: number };

/** Asks one line, by the same pipeline as any other request: limits, routing and the bill are those of the key. Never rejects. */
export async function runLine(job: BatchJob, { number, text }: BatchLine, tools: LineTools): Promise<LineEnd> {
  const { endpoint: path } = job;
  const read = readLine(text, number, path);
  if (isFault(read) || !isBatchEndpoint(path))
    return endWith(number, "", job, { error: { code: "invalid_request", message: "The line cannot be read." } });
  const endpoint: Endpoint<"chat" | "embedding" | "moderation"> = BATCH_ENDPOINTS[path];
  const { customId } = read;
  const { gateway, now, defer } = tools;
  const requestId = requestIdOf(job, number);
  const ctx: RequestContext = { id: requestId, startedAtMs: now(), clientGone: NEVER, now, defer };
  const request = new Request(job.origin + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(read.body),
  });
  const vouchedFor = secretOf(job.caller);
  const authenticate: Gateway["authenticate"] = (asked, later) => gateway.authenticate(asked, later, vouchedFor);
  try {
    const response = await serve(ctx, request, endpoint, undefined, {
      ...gateway,
      authenticate,
      runs: undefined,
    });
    return answered(200, parseObject(await response.text()) ?? {});
  } catch (cause) {
    const error = GatewayError.from(cause);
    if (NO_ROOM.has(error.code))
      return { kind: "postponed", afterMs: (error.retryAfterSeconds ?? AGAIN_SECONDS) * 1_000 };
    if (error.code === "internal") console.error("a line of a batch failed inside the gateway", requestId, error.cause);
    return answered(error.status, endpoint.dialect.encodeError(error));
  }

  function answered(status_code: number, body: JsonObject): LineEnd {
    return endWith(number, customId, job, { response: { status_code, request_id: requestId, body } });
  }
}

/** The end of a line that was never answered. */
export function endUnanswered(
  job: BatchJob,
  { number, text }: BatchLine,
  code: "batch_expired" | "interrupted",
): LineEnd {
  const read = readLine(text, number, job.endpoint);
  const message =
    code === "batch_expired"
      ? "This request could not be executed before the completion window expired."
      : "The gateway was restarted while this request was asked. It may have been billed.";
  return endWith(number, isFault(read) ? "" : read.customId, job, { error: { code, message } });
}

/** Another one each time that it is asked: the ledger takes one event for each. */
const requestIdOf = ({ batch }: BatchJob, number: number) =>
  asId<"request">(`${batch.id}/${number}/${crypto.randomUUID().slice(0, 8)}`);

function endWith(
  number: number,
  custom_id: string,
  { batch }: BatchJob,
  { response = null, error = null }: { readonly response?: JsonObject | null; readonly error?: JsonObject | null },
): LineEnd {
  const isGood = response?.["status_code"] === 200;
  const id = `batch_req_${batch.id.slice("batch_".length)}_${number}`;
  return { kind: isGood ? "output" : "error", result: JSON.stringify({ id, custom_id, response, error }) };
}
