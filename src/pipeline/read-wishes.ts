import type { Json, JsonObject } from "../core/json.ts";
import { isArray, isObject } from "../core/json.ts";
import { defined, invalidRequest, optionalBoolean } from "../dialects/read-fields.ts";
import type { RouteWishes } from "../router/route-request.ts";

const RETRIES_MAX = 10;
const FALLBACKS_MAX = 5;
const SECONDS_MAX = 86_400;

/**
 * What the client says of routing, by body or by header; a header goes before the body, as LiteLLM has it.
 * `model` is the one asked for: tables of fallbacks are read for it. Throws `invalid_request`, naming the field.
 */
export function readWishes(asked: JsonObject, headers: Headers, model: string): RouteWishes {
  const told = (field: string, header: string): Told => {
    const text = headers.get(header);
    return text === null ? { value: asked[field], path: field } : { value: numberIn(text), path: header };
  };
  const fallbacks = (field: string): readonly string[] | undefined => readFallbacks(asked[field], field, model);
  return defined({
    retries: readRetries(told("num_retries", "x-litellm-num-retries")),
    totalMs: readSeconds(told("timeout", "x-litellm-timeout")),
    firstByteMs: readSeconds(told("stream_timeout", "x-litellm-stream-timeout")),
    isFallbackOff: optionalBoolean(asked["disable_fallbacks"], "disable_fallbacks"),
    fallbacks: fallbacks("fallbacks"),
    contextWindowFallbacks: fallbacks("context_window_fallbacks"),
    contentPolicyFallbacks: fallbacks("content_policy_fallbacks"),
  });
}

interface Told {
  readonly value: Json | undefined;
  readonly path: string;
}

/** `Number` reads an empty text as 0. */
const numberIn = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));

function readRetries({ value, path }: Told): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (Number.isInteger(value) && typeof value === "number" && value >= 0 && value <= RETRIES_MAX) return value;
  throw invalidRequest(path, `a whole number from 0 to ${RETRIES_MAX}`);
}

/** Seconds to milliseconds, at least one. */
function readSeconds({ value, path }: Told): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && value > 0 && value <= SECONDS_MAX) return Math.ceil(value * 1_000);
  throw invalidRequest(path, `a number of seconds above 0 and not above ${SECONDS_MAX}`);
}

/**
 * `["b"]`, `[{"model": "b"}]`, or tables as the configuration has them, `[{"a": ["b"]}]`. Undefined where there are
 * only tables, and none for this model.
 */
function readFallbacks(value: Json | undefined, field: string, model: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isArray(value)) throw invalidRequest(field, "a list of model names");
  const names: string[] = [];
  const table = new Map<string, readonly string[]>();
  for (const [index, item] of value.entries()) {
    const path = `${field}[${index}]`;
    if (isObject(item) && typeof item["model"] !== "string")
      for (const [name, list] of Object.entries(item)) table.set(name, readRow(list, `${path}.${name}`));
    else names.push(readName(item, path));
  }
  const listed = findRow(table, model);
  if (names.length === 0 && listed === undefined && value.length > 0) return undefined;
  const all = [...names, ...(listed ?? [])];
  if (all.length > FALLBACKS_MAX) throw invalidRequest(field, `at most ${FALLBACKS_MAX} models`);
  return all;
}

/** An item that asks for more than another model, such as its own key, is refused instead of half obeyed. */
function readName(item: Json, path: string): string {
  if (typeof item === "string" && item !== "") return item;
  if (isObject(item) && typeof item["model"] === "string" && item["model"] !== "") {
    const other = Object.keys(item).find((field) => field !== "model");
    if (other === undefined) return item["model"];
    throw invalidRequest(`${path}.${other}`, "left out: a fallback changes the model alone");
  }
  throw invalidRequest(path, "the name of a model");
}

function readRow(list: Json | undefined, path: string): readonly string[] {
  if (!isArray(list)) throw invalidRequest(path, "a list of model names");
  return list.map((item, index) => readName(item, `${path}[${index}]`));
}

/** As the configuration's tables are read: the name, the name without its provider, all others. */
function findRow(table: ReadonlyMap<string, readonly string[]>, model: string): readonly string[] | undefined {
  return table.get(model) ?? table.get(model.slice(model.indexOf("/") + 1)) ?? table.get("*");
}
