import { beforeAll } from "vitest";
import { at, textAt } from "../../support/at.ts";
import { configFor, deployment, MASTER_KEY } from "../../support/providers.ts";
import { keepSecret } from "../../support/secrets.ts";
import { useStage, type Stage } from "../../support/stage.ts";
import { answers } from "../../support/wire.ts";

/** Dollars per token: an answer of the scripted model has 21 and 13 tokens. */
const PRICES = { input_cost_per_token: 0.001, output_cost_per_token: 0.01 };
export const COST_OF_A_CALL = 0.151;

/** The model of the scripts. It has a price, so that spend can be read back. */
export const MODEL = "gpt-4o-mini";
/** A second name, at the same provider and price. */
export const OTHER_MODEL = "gpt-4o";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** What a script written against LiteLLM's management API does: plain HTTP, with the admin's key unless it says another. */
export interface Customer {
  readonly stage: Stage;
  call(method: Method, path: string, body?: unknown, key?: string): Promise<Answer>;
  get(path: string, key?: string): Promise<Answer>;
  post(path: string, body?: unknown, key?: string): Promise<Answer>;
  /** A chat completion, with that key. */
  chat(key: string, more?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** `POST /key/generate`; the key itself. */
  key(params?: object): Promise<string>;
  /** `POST /user/new`; the key that comes with the user. */
  user(params: object): Promise<string>;
}

/** A gateway for all scripts of a file. */
export function useCustomer(sections: object = {}): Customer {
  const stage = useStage((upstream) =>
    configFor(upstream, {
      models: [MODEL, OTHER_MODEL].map((name) =>
        deployment(upstream, "openai", name, { ...PRICES, model: `openai/${name}` }),
      ),
      sections,
    }),
  );
  beforeAll(() => stage.upstream.play("openai", answers("openai/chat")));

  async function call(method: Method, path: string, body?: unknown, key: string = MASTER_KEY): Promise<Answer> {
    return send(path, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
  async function send(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(stage.gateway.url + path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text === "" ? undefined : JSON.parse(text) };
  }
  async function keyFrom(path: string, params: object): Promise<string> {
    const answer = await call("POST", path, params);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.json)}`);
    return keyOf(answer);
  }

  return {
    stage,
    call,
    get: (path, key) => call("GET", path, undefined, key),
    post: (path, body = {}, key) => call("POST", path, body, key),
    chat: (key, more = {}, headers = {}) =>
      send("/chat/completions", {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
        body: JSON.stringify({ model: MODEL, messages: [{ role: "user", content: "Hello!" }], ...more }),
      }),
    key: (params = {}) => keyFrom("/key/generate", params),
    user: (params) => keyFrom("/user/new", params),
  };
}

/** The key in an answer: a secret from now on, unless there is none. */
export function keyOf({ json }: Answer): string {
  const key = textAt(json, "key");
  return key === "" ? key : keepSecret(key);
}

/** The message of an error in LiteLLM's shape. */
export const messageOf = ({ json }: Answer): string => textAt(json, "error", "message");

/** Whole days from today (UTC), as the scripts write dates: `YYYY-MM-DD`. */
export const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

export const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** The rows of a list whose `field` is `value`. */
export const rowsWith = (rows: unknown, field: string, value: unknown): readonly unknown[] =>
  Array.isArray(rows) ? rows.filter((row) => at(row, field) === value) : [];
