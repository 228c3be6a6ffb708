import { z } from "zod";
import { asId } from "../../src/core/ids.ts";
import { isArray, isObject, type Json, type JsonObject, parseJson } from "../../src/core/json.ts";
import { fromUsd, zeroUsd } from "../../src/core/money.ts";
import { isBudgetDuration } from "../../src/tenancy/duration.ts";
import { id } from "../../src/tenancy/params.ts";

/** Columns as `row_to_json` writes them. Null is the same as left out, everywhere. */

/** Nine million dollars in nano-dollars is the last amount below the largest safe integer. */
const DOLLARS_MAX = 9_000_000;

export { id };
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
/** LiteLLM writes the empty text for some ids that are not set. */
export const optionalId = z
  .string()
  .max(512)
  .nullish()
  .transform((value) => value || null);
/** The same as one of our ids. */
const idOf = <Kind extends string>() => optionalId.transform((value) => (value === null ? null : asId<Kind>(value)));
export const userId = idOf<"user">();
export const teamId = idOf<"team">();
export const organizationId = idOf<"organization">();
export const budgetId = idOf<"budget">();
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
export const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

const dollars = z.number().transform((amount) => fromUsd(Math.min(amount, DOLLARS_MAX)));
/** To the nearest nano-dollar. Sums of floating-point numbers may end a trifle below zero. */
export const spend = dollars
  .nullish()
  .transform((amount) => (amount === undefined || amount === null || amount < 0 ? zeroUsd : amount));
const budget = z
  .number()
  .min(0)
  .pipe(dollars)
  .nullish()
  .transform((amount) => amount ?? null);
const count = z
  .number()
  .min(0)
  .transform((value) => Math.min(Math.round(value), Number.MAX_SAFE_INTEGER))
  .nullish()
  .transform((value) => value ?? null);
const duration = z
  .string()
  .refine((value) => value === "" || isBudgetDuration(value), { error: "expected a duration such as '30d'" })
  .nullish()
  .transform((value) => value || null);

const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/** Epoch milliseconds. An instant without a zone is UTC, as LiteLLM stores it. */
export const instant = z
  .string()
  .transform((value, { issues }) => {
    const [, day = "", time = "", fraction = "", zone = "Z"] = INSTANT.exec(value) ?? [];
    const [, hours = "", minutes = "00"] = /^([+-]\d\d):?(\d\d)?$/.exec(zone) ?? [];
    const atMs = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${hours === "" ? "Z" : `${hours}:${minutes}`}`);
    if (Number.isNaN(atMs)) issues.push({ code: "custom", input: value, message: "expected an instant of ISO 8601" });
    return atMs;
  })
  .nullish()
  .transform((value) => value ?? null);

/** A JSON column may come as text, and LiteLLM has stored some as a text within the JSON. What is no JSON stays text. */
export function readJson(value: unknown): Json | undefined {
  if (typeof value !== "string" || !/^\s*(["{[]|null\s*$)/.test(value)) return value as Json | undefined;
  const parsed = parseJson(value);
  if (parsed === undefined) return value;
  return typeof parsed === "string" ? readJson(parsed) : parsed;
}

export const json = z
  .unknown()
  .optional()
  .transform((value, { issues }): JsonObject => {
    const read = value === "" ? {} : readJson(value ?? {});
    if (isObject(read ?? {})) return (read ?? {}) as JsonObject;
    issues.push({ code: "custom", input: value, message: "expected a JSON object" });
    return {};
  });

export const aliases = json.pipe(z.record(z.string(), z.string()));

/** A list in a JSON column, whose default in LiteLLM is an empty object. */
export const list = z
  .unknown()
  .optional()
  .transform((value) => {
    const read = readJson(value);
    return isArray(read) ? read.filter(isObject) : [];
  });

export const limitColumns = {
  max_budget: budget,
  soft_budget: budget,
  budget_duration: duration,
  tpm_limit: count,
  rpm_limit: count,
  max_parallel_requests: count,
};

export const resetColumns = { budget_duration: duration, budget_reset_at: instant };

export const stampColumns = { created_at: instant, created_by: text, updated_at: instant, updated_by: text };

/** Whether a column says nothing: it is not set, or has the default of its type. */
export function isEmpty(value: Json | undefined): boolean {
  const read = readJson(value);
  if (isArray(read)) return read.length === 0;
  return isObject(read) ? Object.keys(read).length === 0 : !read;
}
