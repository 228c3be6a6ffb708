import type { Adapter, Exchange, HeaderRecord, Service } from "../adapters/adapter.ts";
import type { UpstreamTools } from "../adapters/upstream-tools.ts";
import type { RequestContext } from "../core/context.ts";
import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import type { FaultKind } from "../core/fault.ts";
import { UpstreamFault } from "../core/fault.ts";
import type { JsonObject } from "../core/json.ts";
import { isArray, isObject, parseJson } from "../core/json.ts";
import type { Operation } from "../core/operation.ts";
import type { ReadResponse, UpstreamDialect } from "../dialects/dialect.ts";
import type { Framing } from "../streams/parse-frames.ts";
import { readAnswer } from "../streams/read-body.ts";
import { encodeBody } from "./encode-body.ts";
import type { Call } from "./read-call.ts";

const ERROR_BYTES_MAX = 256 * 1024;
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;
/**
 * A whole answer is billed once it is asked, so it is read to the end even when the client leaves, but within
 * the 30 seconds that the runtime then grants.
 */
const DRAIN_MS = 25_000;

/** What a provider answered, before it is turned into what the client expects. */
export type Answer<O extends Operation> = WholeAnswer<O> | StreamAnswer<O>;

interface Common<O extends Operation> {
  readonly dialect: UpstreamDialect<O>;
  /** The client speaks this dialect, so bytes go through as they come. */
  readonly native: boolean;
  readonly headers: Headers;
  readonly marksEnd: boolean;
}
export interface WholeAnswer<O extends Operation> extends Common<O> {
  readonly kind: "whole";
  readonly text: string;
  readonly body: JsonObject;
  readonly read: ReadResponse;
}
export interface StreamAnswer<O extends Operation> extends Common<O> {
  readonly kind: "stream";
  readonly source: ReadableStream<Uint8Array>;
  /** Undefined for server-sent events. */
  readonly framing: Framing | undefined;
  /** Makes the source fail. */
  readonly cancel: () => void;
}

/**
 * Sends the call to one deployment. Rejects with `UpstreamFault` when another deployment may be tried. `left` fires when
 * nobody wants the answer any more; the connection is then closed, also that of a stream that has begun.
 */
export async function callUpstream<O extends Operation>(
  ctx: RequestContext,
  call: Call<O>,
  deployment: Deployment,
  adapter: Adapter,
  tools: UpstreamTools,
  left?: AbortSignal,
): Promise<Answer<O>> {
  const service = serviceOf(adapter, call, deployment);
  const shared = service.dialects.find((dialect) => dialect.id === call.dialect.id);
  const dialect = shared ?? service.dialects[0];
  const { stream } = call.intent;
  const body = encodeBody(call, deployment, dialect, shared !== undefined, service);
  const path = typeof service.path === "string" ? service.path : service.path(deployment, stream);
  const abort = new AbortController();
  // Always valid UTF-8: `JSON.stringify` escapes a lone surrogate.
  const outgoing = { url: adapter.url(path, deployment), body: JSON.stringify(body), signal: abort.signal };
  const { firstByteMs, totalMs } = deployment.timeouts;
  const limitMs = call.intent.stream ? firstByteMs : totalMs;
  const timer = setTimeout(() => abort.abort(new UpstreamFault(timedOut(limitMs))), limitMs);
  let lateTimer: ReturnType<typeof setTimeout> | undefined;
  let broken: FaultKind = "unreachable";
  const leave = (): void => {
    if (call.intent.stream) abort.abort();
    else lateTimer = setTimeout(() => abort.abort(), DRAIN_MS);
  };
  ctx.clientGone.addEventListener("abort", leave, { once: true });
  left?.addEventListener("abort", () => abort.abort(), { once: true });
  try {
    const headers = headersFor(call, service);
    const signed = adapter.sign(headers, deployment, outgoing, tools);
    if (signed !== undefined) await signed;
    Object.assign(headers, deployment.headers);
    const { operation } = call.dialect;
    const response =
      adapter.answer === undefined
        ? await send({ ...outgoing, headers, stream, operation, defer: ctx.defer }, deployment, adapter, tools)
        : adapter.answer(body, operation, abort.signal);
    if (response.status !== 200) throw await faultOf(response, adapter);
    // What breaks from here on was begun, and may be billed.
    broken = "broken-stream";
    const native = shared !== undefined && !(call.intent.stream && service.straysInStreams === true);
    const common = { dialect, native, headers: response.headers, marksEnd: service.marksEnd };
    if (stream && response.body !== null && !isJson(response.headers)) {
      return {
        ...common,
        kind: "stream",
        source: response.body,
        framing: service.framing,
        cancel: () => abort.abort(),
      };
    }
    const whole = await readWhole(response, adapter, service.answersWithList ?? false);
    // Read here, where an answer that is none of its dialect still lets another deployment be tried.
    return { ...common, kind: "whole", ...whole, read: dialect.readResponse(whole.body) };
  } catch (error) {
    // No other deployment is to be asked for a client that has left.
    if (ctx.clientGone.aborted)
      throw new GatewayError("client_gone", "The client closed the connection.", { cause: error });
    throw asFault(error, abort.signal, broken);
  } finally {
    clearTimeout(timer);
    clearTimeout(lateTimer);
    ctx.clientGone.removeEventListener("abort", leave);
  }
}

/** Throws `unsupported_operation` or `credential_missing`. */
export function serviceOf<O extends Operation>(adapter: Adapter, call: Call<O>, deployment: Deployment): Service<O> {
  const main: Service<O> | undefined = (adapter.servesModel?.(deployment) ?? adapter.serves)[call.dialect.operation];
  if (main === undefined) {
    throw new GatewayError("unsupported_operation", `${adapter.id} does not serve ${call.dialect.operation}s.`, {
      param: "model",
    });
  }
  if (adapter.needsCredential && deployment.credential === undefined) {
    throw new GatewayError(
      "credential_missing",
      `The gateway has no credential for ${adapter.id}: set ${adapter.keyVariables[0] ?? "api_key"}, or api_key for the model "${deployment.modelName}".`,
    );
  }
  const isSpoken = ({ dialects }: Service<O>): boolean => dialects.some(({ id }) => id === call.dialect.id);
  const spoken = main.also?.find(isSpoken);
  if (spoken !== undefined || isSpoken(main)) return spoken ?? main;
  const { wantsHostedTools = false, wantsFunctions = false } = call.intent;
  const isWanted = ({ runsTools, takesFunctions }: Service<O>): boolean =>
    (wantsHostedTools && runsTools?.(deployment.model) === true) ||
    (wantsFunctions && takesFunctions?.(deployment.model) === true);
  return main.also?.find(isWanted) ?? main;
}

function headersFor<O extends Operation>(call: Call<O>, service: Service<O>): HeaderRecord {
  const headers: HeaderRecord = { "content-type": "application/json" };
  const { forwardHeaders = [] } = service;
  if (typeof forwardHeaders === "function") Object.assign(headers, forwardHeaders(call.requestHeaders));
  else
    for (const name of forwardHeaders) {
      const value = call.requestHeaders.get(name);
      if (value !== null) headers[name] = value;
    }
  // Before the credential is put in, which none of them can be.
  return Object.assign(headers, call.extraHeaders);
}

async function send(
  request: Exchange,
  deployment: Deployment,
  adapter: Adapter,
  tools: UpstreamTools,
): Promise<Response> {
  const exchanged = adapter.exchange?.(request, deployment, tools);
  if (exchanged !== undefined) return await exchanged;
  const { url, headers, body, signal } = request;
  // A followed redirect would carry `x-api-key` and `api-key` to wherever it points.
  return await tools.fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
}

/** Lines of JSON (Ollama) are a stream. */
const isJson = (headers: Headers): boolean => {
  const type = headers.get("content-type");
  return type?.includes("json") === true && !type.includes("ndjson");
};

async function faultOf(response: Response, adapter: Adapter): Promise<UpstreamFault> {
  if (response.ok)
    return new UpstreamFault({ kind: "invalid-answer", message: `The answer has the status ${response.status}.` });
  const text = await readAnswer(response, { bytesMax: ERROR_BYTES_MAX });
  return new UpstreamFault(adapter.readFault(response.status, text, response.headers));
}

async function readWhole(
  response: Response,
  adapter: Adapter,
  isList: boolean,
): Promise<{ text: string; body: JsonObject }> {
  const text = await readAnswer(response, { bytesMax: ANSWER_BYTES_MAX });
  const parsed = parseJson(text);
  const body = isList && isArray(parsed) ? { data: parsed } : parsed;
  if (!isObject(body)) {
    throw new UpstreamFault({
      kind: "invalid-answer",
      message: `The answer is not a JSON object: ${text.slice(0, 200)}`,
    });
  }
  if (isObject(body["error"]) && body["choices"] === undefined) {
    // A failure told with status 200; some routers of models do that, with the real status as the code.
    const status = Number(body["error"]["code"]);
    throw new UpstreamFault(adapter.readFault(status >= 400 && status < 600 ? status : 502, text, response.headers));
  }
  return { text, body };
}

const timedOut = (ms: number) =>
  ({ kind: "timeout", message: `There was no answer within ${ms / 1_000} seconds.` }) as const;

function asFault(error: unknown, signal: AbortSignal, kind: FaultKind): unknown {
  if (error instanceof UpstreamFault || error instanceof GatewayError) return error;
  if (signal.reason instanceof UpstreamFault) return signal.reason;
  return new UpstreamFault({ kind, message: "The connection failed before the answer was complete." }, error);
}
