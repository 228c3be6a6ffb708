import { describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { configFor, deployment, MASTER_KEY, secretOf } from "../support/providers.ts";
import { errorClass, readError, STREAMS, take, WHOLES, type Route } from "../support/routes.ts";
import { secretsIn } from "../support/secrets.ts";
import { spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { asksForStream, answers, failure, wire, wireBytes } from "../support/wire.ts";
import type { RecordedRequest, Scene } from "../support/upstream.ts";

type Provider = Route["provider"];

interface Fault {
  readonly id: string;
  readonly name: string;
  readonly status: number;
  readonly scene: (provider: Provider, request: RecordedRequest, elsewhere: string) => Scene;
  /** A word of the message that the client reads. */
  readonly told: RegExp;
  readonly retryAfter?: string;
  /** Limits of the deployment, where the fault is one of time; the others must not race against a clock. */
  readonly limits?: object;
}

const text = (body: string, type: string, options: Scene = {}): Scene => ({
  body,
  ...options,
  headers: { "content-type": type },
});
const page =
  "<html><head><title>502 Bad Gateway</title><style>a{}</style></head><body><h1>Bad Gateway</h1></body></html>";
const answered = (provider: Provider, request: RecordedRequest): string =>
  `${provider}/chat.${asksForStream(request) ? "sse" : "json"}`;
const errorOf = (provider: Provider, status: number): Scene => failure(`${provider}/error-${status}.json`, status);

const BRIEF = { stream_timeout: 1, timeout: 2 };

const FAULTS: readonly Fault[] = [
  {
    id: "refuse",
    name: "a reset in place of an answer",
    status: 502,
    scene: () => ({ refuse: true }),
    told: /connection failed|broke/,
  },
  {
    id: "headers",
    name: "silence before the headers",
    status: 408,
    scene: (provider, request) => wire(answered(provider, request), { headersDelay: 4_000 }),
    told: /within [12] seconds?/,
    limits: BRIEF,
  },
  {
    id: "first-byte",
    name: "silence after the headers",
    status: 408,
    scene: (provider, request) => wire(answered(provider, request), { firstByteDelay: 4_000 }),
    told: /within [12] seconds?/,
    limits: BRIEF,
  },
  {
    id: "redirect",
    name: "a redirect",
    status: 502,
    scene: (_provider, _request, elsewhere) => ({ status: 307, headers: { location: elsewhere } }),
    told: /./,
  },
  {
    id: "found",
    name: "a redirect of the older kind",
    status: 502,
    scene: (_provider, _request, elsewhere) => ({ status: 302, headers: { location: elsewhere } }),
    told: /./,
  },
  {
    id: "empty",
    name: "an empty answer",
    status: 502,
    scene: (_provider, request) => text("", asksForStream(request) ? "text/event-stream" : "application/json"),
    told: /./,
  },
  { id: "no-content", name: "no answer at all", status: 502, scene: () => ({ status: 204 }), told: /./ },
  { id: "text", name: "a text in place of JSON", status: 502, scene: () => text("ready", "text/plain"), told: /./ },
  { id: "page", name: "a page in place of JSON", status: 502, scene: () => text(page, "text/html"), told: /./ },
  {
    id: "list",
    name: "a list in place of an answer",
    status: 502,
    scene: () => text("[]", "application/json"),
    told: /not a JSON object/,
  },
  {
    id: "hollow",
    name: "an object that is no answer",
    status: 502,
    scene: () => text("{}", "application/json"),
    told: /./,
  },
  {
    id: "truncated",
    name: "truncated JSON",
    status: 502,
    scene: (provider) => text(wireBytes(`${provider}/chat.json`).toString().slice(0, 200), "application/json"),
    told: /not a JSON object/,
  },
  {
    id: "cut",
    name: "a connection that closes inside the first event",
    status: 502,
    scene: (provider, request) => wire(answered(provider, request), { cut: { afterBytes: 60, by: "fin" } }),
    told: /connection|closed the stream/,
  },
  {
    id: "gateway",
    name: "a page with status 502",
    status: 502,
    scene: () => text(page, "text/html", { status: 502 }),
    told: /Bad Gateway/,
  },
  { id: "unavailable", name: "status 503", status: 503, scene: () => ({ status: 503 }), told: /no reason/ },
  {
    id: "overloaded",
    name: "status 529",
    status: 503,
    scene: () => failure("anthropic/error-529.json", 529),
    told: /Overloaded/,
  },
  {
    id: "busy",
    name: "status 429 with a time to wait",
    status: 429,
    scene: (provider) => failure(`${provider}/error-429.json`, 429, { "retry-after": "7" }),
    told: /limit/,
    retryAfter: "7",
  },
  { id: "refused", name: "status 400", status: 400, scene: (provider) => errorOf(provider, 400), told: /./ },
  { id: "denied", name: "status 401", status: 401, scene: (provider) => errorOf(provider, 401), told: /key/ },
  { id: "forbidden", name: "status 403", status: 403, scene: (provider) => errorOf(provider, 403), told: /./ },
  { id: "missing", name: "status 404", status: 404, scene: (provider) => errorOf(provider, 404), told: /./ },
  { id: "broken", name: "status 500", status: 500, scene: (provider) => errorOf(provider, 500), told: /./ },
  {
    id: "echo",
    name: "an error that repeats the credential",
    status: 401,
    scene: (provider) =>
      text(JSON.stringify({ error: { type: "auth", message: `Bad key ${secretOf(provider)}!` } }), "application/json", {
        status: 401,
      }),
    told: /Bad key \[redacted\]!/,
  },
  {
    id: "told-200",
    name: "an error with status 200",
    status: 429,
    scene: (provider, request) => {
      const error = { type: "error", error: { type: "rate_limit_error", message: "Slow down.", code: 429 } };
      const body = JSON.stringify(error);
      if (!asksForStream(request)) return text(body, "application/json");
      return text(provider === "openai" ? `data: ${body}\n\n` : `event: error\ndata: ${body}\n\n`, "text/event-stream");
    },
    told: /Slow down/,
  },
];

const sceneOf = (provider: Provider, id: string): string => `${provider}-${id}`;
const CLOSED_PORT = "http://127.0.0.1:9";

const stage = useStage((upstream) => {
  const baseOf = (provider: Provider, base: string): { api_base: string } => ({
    api_base: base + (provider === "openai" ? "/v1" : ""),
  });
  upstream.play("elsewhere", wire("openai/chat.json"));
  const models = (["openai", "anthropic"] as const).flatMap((provider) => [
    deployment(upstream, provider, sceneOf(provider, "closed"), baseOf(provider, CLOSED_PORT)),
    ...FAULTS.map(({ id, scene, limits }) => {
      const name = sceneOf(provider, id);
      upstream.play(name, (request) => scene(provider, request, upstream.base("elsewhere")));
      return deployment(upstream, provider, name, { ...baseOf(provider, upstream.base(name)), ...limits });
    }),
  ]);
  // One name, two deployments: the first is drawn nearly always.
  const shared = ["openai-broken", "openai-told-200", "openai-refused"].flatMap((bad) => [
    {
      ...deployment(upstream, "openai", `shared-${bad}`, {
        api_base: `${upstream.base(bad)}/v1`,
        weight: 1_000_000,
        num_retries: 1,
      }),
      model_info: {},
    },
    { ...deployment(upstream, "openai", `shared-${bad}`, { weight: 1, num_retries: 1 }), model_info: {} },
  ]);
  // A deployment that fails is asked again all the same.
  return configFor(upstream, { models: [...models, ...shared], router: { disable_cooldowns: true } });
});

const routes = [...STREAMS, ...WHOLES];
const cases = routes.flatMap((route) => FAULTS.map((fault) => ({ ...fault, route })));

async function expectFailure(route: Route, model: string, status: number, told: RegExp): Promise<Headers> {
  const { error, heard, ...taken } = await take(route, stage.gateway, MASTER_KEY, model);
  expect(taken.text).toBe("");
  expect(error).toBeInstanceOf(errorClass(route));
  expect(at(error, "status")).toBe(status);
  expect(heard.status).toBe(status);

  const body = await heard.body;
  expect(readError(route, JSON.parse(body))).toMatch(told);
  expect(at(JSON.parse(body), "error", "code")).toBe(route.client === "openai" ? String(status) : undefined);
  expect(secretsIn(body + JSON.stringify([...heard.headers]) + String(error))).toEqual([]);
  const spent = await spendOfCall(stage.gateway, heard.headers.get("x-litellm-call-id") ?? "");
  expect(spent).toMatchObject([
    {
      status: "failure",
      model_group: model,
      metadata: { outcome: "failed", http_status: status, stream: route.stream },
    },
  ]);
  return heard.headers;
}

describe.concurrent("a call that a provider does not answer fails in the client's dialect, and is settled once", () => {
  it.each(cases)("$name, $route.name", async ({ id, status, told, retryAfter, route }) => {
    const headers = await expectFailure(route, sceneOf(route.provider, id), status, told);
    expect(headers.get("retry-after") ?? undefined).toBe(retryAfter);
  });

  it.each(routes)("a port where nobody listens, $name", async (route) => {
    const headers = await expectFailure(route, sceneOf(route.provider, "closed"), 502, /connection failed/);
    expect(headers.get("retry-after")).toBeNull();
  });
});

describe("a redirect", () => {
  it("is never followed, whatever it points to", () => {
    expect(stage.upstream.requests("openai-redirect").length).toBeGreaterThan(0);
    expect(stage.upstream.requests("elsewhere")).toEqual([]);
  });
});

describe("what only looks like a fault", () => {
  it.each(routes)("a compressed answer is served, $name", async (route) => {
    stage.upstream.play(route.provider, answers(`${route.provider}/chat`, { gzip: true }));
    const taken = await take(route, stage.gateway, MASTER_KEY, route.provider);
    expect(taken.error).toBeUndefined();
    expect(taken.text).toMatch(/\w{4}.*\.$/);
  });

  it.each(STREAMS)("a whole answer to who asked for a stream is served as a stream, $name", async (route) => {
    stage.upstream.play(route.provider, wire(`${route.provider}/chat.json`));
    const taken = await take(route, stage.gateway, MASTER_KEY, route.provider);
    expect(taken.error).toBeUndefined();
    expect(taken.heard.headers.get("content-type")).toContain("text/event-stream");
    expect(taken.text).toMatch(/\w{4}.*\.$/);
  });
});

describe("a model with a second deployment", () => {
  it.each(["openai-broken", "openai-told-200"])("is served by it when the first fails: %s", async (bad) => {
    stage.upstream.play("openai", answers("openai/chat"));
    for (const route of routes.filter(({ provider }) => provider === "openai")) {
      const { text: said, error, heard } = await take(route, stage.gateway, MASTER_KEY, `shared-${bad}`);
      expect(error).toBeUndefined();
      expect(said).toContain("harbour");
      expect(heard.headers.get("x-litellm-attempted-retries")).toBe("1");
      const spent = await spendOfCall(stage.gateway, heard.headers.get("x-litellm-call-id") ?? "");
      expect(spent).toMatchObject([{ status: "success", prompt_tokens: 21, metadata: { attempts: 2 } }]);
    }
  });

  it("is not asked twice what no deployment would answer", async () => {
    const before = stage.upstream.requests("openai").length;
    const route = STREAMS[0];
    if (route === undefined) throw new Error("There are no routes.");
    const { error } = await take(route, stage.gateway, MASTER_KEY, "shared-openai-refused");
    expect(textAt(error, "message")).toContain("400");
    expect(stage.upstream.requests("openai")).toHaveLength(before);
  });
});
