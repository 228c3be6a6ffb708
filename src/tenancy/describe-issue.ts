import type { z } from "zod";
import { isArray, isObject, type Json } from "../core/json.ts";

/** One entry of FastAPI's 422 body. The rejected value is left out: it may be a key. */
export type ValidationDetail = {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
};

type Wording = Pick<ValidationDetail, "msg" | "type">;

/** Zod's name of an expected type → how Pydantic speaks of it. */
const EXPECTED: Readonly<Record<string, Wording>> = {
  string: { type: "string_type", msg: "Input should be a valid string" },
  number: { type: "float_type", msg: "Input should be a valid number" },
  int: { type: "int_type", msg: "Input should be a valid integer" },
  boolean: { type: "bool_type", msg: "Input should be a valid boolean" },
  array: { type: "list_type", msg: "Input should be a valid list" },
  object: { type: "dict_type", msg: "Input should be a valid dictionary" },
  record: { type: "dict_type", msg: "Input should be a valid dictionary" },
};

const MISSING: Wording = { type: "missing", msg: "Field required" };

/** A zod issue in the words of FastAPI, which scripts for the LiteLLM proxy read. */
export function describeIssue(issue: z.core.$ZodIssue, input: Json, place: "body" | "query"): ValidationDetail {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  const wording = path.length > 0 && valueAt(input, path) === undefined ? MISSING : wordingOf(issue);
  return { loc: [place, ...path], ...wording };
}

function wordingOf(issue: z.core.$ZodIssue): Wording {
  const other = { type: "value_error", msg: issue.message };
  if (issue.code === "invalid_type") return EXPECTED[issue.expected] ?? other;
  if (issue.code === "too_small") {
    if (issue.origin === "string")
      return { type: "string_too_short", msg: `String should have at least ${issue.minimum} characters` };
    if (issue.origin === "array") return { type: "too_short", msg: `List should have at least ${issue.minimum} items` };
    return { type: "greater_than_equal", msg: `Input should be greater than or equal to ${issue.minimum}` };
  }
  if (issue.code === "too_big") {
    if (issue.origin === "string")
      return { type: "string_too_long", msg: `String should have at most ${issue.maximum} characters` };
    if (issue.origin === "array") return { type: "too_long", msg: `List should have at most ${issue.maximum} items` };
    return { type: "less_than_equal", msg: `Input should be less than or equal to ${issue.maximum}` };
  }
  if (issue.code === "invalid_value") {
    return {
      type: "literal_error",
      msg: `Input should be one of ${issue.values.map((value) => `'${String(value)}'`).join(", ")}`,
    };
  }
  return other;
}

function valueAt(input: Json, path: readonly (string | number)[]): Json | undefined {
  let value: Json | undefined = input;
  for (const step of path) {
    if (typeof step === "number") value = isArray(value) ? value[step] : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}
