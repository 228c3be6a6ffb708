import { expect } from "vitest";
import type { Adapter } from "../../src/adapters/adapter.ts";
import type { Deployment } from "../../src/core/deployment.ts";
import type { RequestContext } from "../../src/core/context.ts";
import { GatewayError } from "../../src/core/errors.ts";
import { asId } from "../../src/core/ids.ts";
import { parseObject, type JsonObject } from "../../src/core/json.ts";
import type { Operation } from "../../src/core/operation.ts";
import type { UsageEvent } from "../../src/core/usage-event.ts";
import { DEFAULT_SETTINGS } from "../../src/config/parse-settings.ts";
import { straightRouter } from "../../src/diagnostics/straight-router.ts";
import type { Endpoint } from "../../src/endpoints/endpoint.ts";
import { respondError } from "../../src/http/respond-error.ts";
import { forward } from "../../src/pipeline/forward.ts";
import type { ForwardEndpoint } from "../../src/pipeline/forward-call.ts";
import type { Gateway } from "../../src/pipeline/gateway.ts";
import { serve } from "../../src/pipeline/serve.ts";
import { MemoryManagedObjects } from "../../src/store/memory/memory-managed-objects.ts";
import { upstreamTools } from "../support/adapters.ts";
import { deploymentOf } from "../support/deployments.ts";
import { keptResponses } from "../support/kept-responses.ts";

export const CREDENTIAL = "sk-conformance-credential-0123456789";
export const MODEL = "public-name";

/** A request as the provider got it. */
export interface SentCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly text: string;
  readonly body: JsonObject;
  readonly signal: AbortSignal | undefined;
}

/** How the provider answers. */
export type Script = (call: SentCall) => Response | Promise<Response>;

/** Who is asked: an adapter, and what it has to be told to reach its provider. */
export interface Subject {
  readonly adapter: Adapter;
  readonly deployment: Partial<Deployment>;
}

export const deploymentFor = ({ adapter, deployment }: Subject): Deployment =>
  deploymentOf({
    modelName: MODEL,
    provider: adapter.id,
    model: "model-1",
    credential: CREDENTIAL,
    // Nothing here waits for them, and the machine may be slow.
    timeouts: { firstByteMs: 30_000, idleMs: 30_000, totalMs: 30_000 },
    ...deployment,
  });

export interface Exchanged {
  readonly response: Response;
  readonly sent: readonly SentCall[];
  /** The one usage event that the request leaves behind, when everything is over. */
  settled(): Promise<UsageEvent>;
}

/** One request of a client through the whole pipeline, to a provider without a network. */
export async function exchange<O extends Operation>(
  subject: Subject,
  endpoint: Endpoint<O>,
  body: JsonObject,
  script: Script,
  clientGone?: AbortSignal,
): Promise<Exchanged> {
  // Google's clients name the model in the path.
  const pathModel = endpoint.dialect.id.startsWith("gemini") ? MODEL : undefined;
  const request = new Request(`https://gateway.example${endpoint.paths[0] ?? ""}`, {
    method: "POST",
    body: JSON.stringify(pathModel === undefined ? { model: MODEL, ...body } : body),
  });
  const run = async (ctx: RequestContext, gateway: Gateway): Promise<Response> =>
    await serve(ctx, request, endpoint, pathModel, gateway);
  return await exchangeBy(subject, run, (told) => endpoint.dialect.encodeError(told), script, clientGone);
}

/** The same for what is passed on; `request` names the public model `MODEL`. */
export async function exchangeForward(
  subject: Subject,
  endpoint: ForwardEndpoint,
  request: Request,
  script: Script,
): Promise<Exchanged> {
  const run = async (ctx: RequestContext, gateway: Gateway): Promise<Response> =>
    await forward(ctx, request, endpoint, {}, gateway);
  return await exchangeBy(subject, run, (told) => endpoint.encodeError(told), script);
}

async function exchangeBy(
  subject: Subject,
  run: (ctx: RequestContext, gateway: Gateway) => Promise<Response>,
  encodeError: (error: GatewayError) => JsonObject,
  script: Script,
  clientGone: AbortSignal = new AbortController().signal,
): Promise<Exchanged> {
  const events: UsageEvent[] = [];
  const sent: SentCall[] = [];
  const deferred: Promise<unknown>[] = [];
  const ctx = {
    id: asId<"request">("request-1"),
    startedAtMs: Date.now(),
    clientGone,
    now: Date.now,
    defer: (work: Promise<unknown>) => void deferred.push(work),
  };
  const gateway = gatewayFor(subject, events, async (input, init) => {
    const call = await readCall(input, init);
    sent.push(call);
    return await script(call);
  });
  let response: Response;
  try {
    response = await run(ctx, gateway);
  } catch (error) {
    const known = GatewayError.from(error);
    // Nothing that a provider does may be a failure inside the gateway.
    if (known.code === "internal") throw known.cause;
    response = respondError(known, encodeError, ctx.id);
  }
  return {
    response,
    sent,
    async settled() {
      for (let done = 0; done < deferred.length; done = deferred.length) await Promise.all(deferred);
      expect(events).toHaveLength(1);
      return events[0] as UsageEvent;
    },
  };
}

function gatewayFor(subject: Subject, events: UsageEvent[], fetch: Gateway["upstream"]["fetch"]): Gateway {
  const group = { name: MODEL, deployments: [deploymentFor(subject)] };
  return {
    authenticate: () => ({ role: "key", key: asId<"key-hash">("key-1"), models: [], aliases: {} }),
    models: { find: (name) => (name === MODEL ? group : undefined), names: [MODEL], wildcards: [] },
    accessGroups: new Map(),
    adapterOf: () => subject.adapter,
    router: straightRouter,
    limiter: { admit: () => Promise.resolve(undefined) },
    holders: { find: () => [], forget: () => undefined },
    forgetKey: () => Promise.resolve(),
    events: { record: (event) => void events.push(event) },
    responses: keptResponses(),
    objects: new MemoryManagedObjects(),
    settings: DEFAULT_SETTINGS,
    upstream: upstreamTools({ fetch }),
  };
}

async function readCall(input: RequestInfo | URL, init: RequestInit = {}): Promise<SentCall> {
  const text = typeof init.body === "string" ? init.body : await new Response(init.body).text();
  return {
    method: init.method ?? "GET",
    url: new URL(input instanceof Request ? input.url : input),
    headers: new Headers(init.headers),
    text,
    body: parseObject(text) ?? {},
    signal: init.signal ?? undefined,
  };
}

/** The first request, which is the one that asks. */
export function asked({ sent }: Exchanged): SentCall {
  const [call] = sent;
  if (call === undefined) throw new Error("The provider was not asked.");
  return call;
}
