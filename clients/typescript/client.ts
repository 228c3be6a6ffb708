import type { Routes } from "./schema.generated.ts";

export type { Routes, Schemas } from "./schema.generated.ts";

export interface ClientOptions {
  /** Where the gateway is, without a path: `https://gateway.example.com`. */
  readonly baseUrl: string;
  /** A virtual key, or the master key. */
  readonly apiKey?: string;
  readonly fetch?: typeof fetch;
}

type Method = keyof Routes;
type Path<M extends Method> = keyof Routes[M] & string;

/** What a request may say of a route: `params`, `query` and `body`, where the route has them. */
export type RequestOf<M extends Method, P extends Path<M>> = Omit<Routes[M][P], "answer"> & {
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
};

export type AnswerOf<M extends Method, P extends Path<M>> = Routes[M][P] extends { answer: infer Answer }
  ? Answer
  : never;

/** The options may be left out where nothing in them is needed. */
type Rest<Options> = Record<string, never> extends Options ? [options?: Options] : [options: Options];

type Call<M extends Method> = <P extends Path<M>>(path: P, ...rest: Rest<RequestOf<M, P>>) => Promise<AnswerOf<M, P>>;

export interface Client {
  readonly get: Call<"GET">;
  readonly post: Call<"POST">;
  readonly put: Call<"PUT">;
  readonly patch: Call<"PATCH">;
  readonly delete: Call<"DELETE">;
  /** The response itself, with its body unread: for streams and for headers. Rejects like the others. */
  send<M extends Method, P extends Path<M>>(method: M, path: P, ...rest: Rest<RequestOf<M, P>>): Promise<Response>;
}

interface ErrorParts {
  readonly type?: string | undefined;
  readonly param?: string | undefined;
  readonly body?: unknown;
  readonly cause?: unknown;
}

/** What the gateway refused or could not do, or `fetch` itself: then `status` is 0 and `cause` is its error. */
export class TollgateError extends Error {
  /** The HTTP status. */
  readonly status: number;
  /** The kind, such as `auth_error`, `budget_exceeded` or `validation_error`. */
  readonly type: string;
  /** The field at fault. */
  readonly param: string | undefined;
  /** What was answered, as it came. */
  readonly body: unknown;

  constructor(status: number, message: string, more: ErrorParts) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "TollgateError";
    this.status = status;
    this.type = more.type ?? "unknown_error";
    this.param = more.param;
    this.body = more.body;
  }
}

/** A client of one gateway. Every function rejects with `TollgateError`; an aborted request with the reason of its signal. */
export function createClient({ baseUrl, apiKey, fetch: send = fetch }: ClientOptions): Client {
  const origin = baseUrl.replace(/\/+$/, "");

  async function ask(method: string, path: string, options: Loose = {}): Promise<Response> {
    const { params = {}, query = {}, body, signal, headers } = options;
    const request = new Request(origin + fillPath(path, params) + writeQuery(query), {
      method,
      headers: {
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
    const response = await reach(send(request), signal);
    if (!response.ok) throw await reach(readError(response), signal);
    return response;
  }

  const call =
    (method: Method) =>
    async (path: string, options?: Loose): Promise<unknown> => {
      const response = await ask(method, path, options);
      return await reach(isJson(response) ? response.json() : response.text(), options?.signal);
    };

  // What is known of each path is in the types alone.
  return {
    get: call("GET"),
    post: call("POST"),
    put: call("PUT"),
    patch: call("PATCH"),
    delete: call("DELETE"),
    send: ask,
  } as Client;
}

/** What fails although nobody stopped it is the connection's fault, also while an answer is read. */
async function reach<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  return await work.catch((cause: unknown) => {
    if (signal?.aborted === true) throw cause;
    throw new TollgateError(0, "The connection to the gateway failed.", { type: "connection_error", cause });
  });
}

interface Loose {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A slash within a value is escaped, so that a value never becomes several steps. */
const fillPath = (path: string, params: NonNullable<Loose["params"]>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));

function writeQuery(query: NonNullable<Loose["query"]>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}

const isJson = (response: Response): boolean =>
  response.headers.get("content-type")?.startsWith("application/json") === true;

/** Errors have the shape of OpenAI, of Anthropic or, for fields that are wrong, of FastAPI. */
async function readError(response: Response): Promise<TollgateError> {
  const { status } = response;
  const text = await response.text();
  const body = parse(text);
  const { error, detail } = (body ?? {}) as { error?: Partial<Record<string, unknown>>; detail?: unknown };
  if (Array.isArray(detail)) {
    const problems = detail as readonly { readonly loc: readonly unknown[]; readonly msg: string }[];
    const message = problems.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`).join("; ");
    return new TollgateError(status, message, {
      type: "validation_error",
      param: problems[0]?.loc.slice(1).join("."),
      body,
    });
  }
  const told = (name: string): string | undefined => (typeof error?.[name] === "string" ? error[name] : undefined);
  return new TollgateError(status, told("message") ?? `The gateway answered with status ${status}.`, {
    type: told("type"),
    param: told("param"),
    body: body ?? text,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
