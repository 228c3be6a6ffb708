import { z } from "zod";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { isBudgetDuration } from "./duration.ts";

/** Nine million dollars in nano-dollars is the last amount below the largest safe integer. */
const DOLLARS_MAX = 9_000_000;

/** Every usage event repeats the ids of its key, and some servers take no longer header. */
export const name = z.string().max(512);
/** What something is found by. */
export const id = name.min(1);
export const dollars = z.number().min(0).max(DOLLARS_MAX);
export const limit = z.int().min(0);
export const texts = z.array(z.string());
export const limitsByModel = z.record(z.string(), limit);
/** Fields beyond those of a schema. */
export const anything = z.custom<Json | undefined>();

/** Zod's own record type leaves out a key named `__proto__`; metadata keeps whatever it was given. */
export const dictionary = z
  .custom<JsonObject>()
  .check(({ value, issues }) => {
    if (!isObject(value)) issues.push({ code: "invalid_type", expected: "record", input: value });
  })
  // What the API's document says of it; to zod a custom check has no shape.
  .meta({ type: "object", additionalProperties: {} });

/** LiteLLM's own examples write the amounts as text. */
const amount = z.union([dollars, z.string().regex(/^\d{1,7}(\.\d+)?$/)]);
const period = z.string().refine(isBudgetDuration, {
  error: "Input should be a duration such as '30d'",
});

/** Public model name → what may be used of it. Each limit has two names in LiteLLM. */
const modelMaxBudget = z.record(
  z.string(),
  z
    .object({
      max_budget: amount.nullish(),
      budget_limit: amount.nullish(),
      budget_duration: period.nullish(),
      time_period: period.nullish(),
      tpm_limit: limit.nullish(),
      rpm_limit: limit.nullish(),
    })
    .meta({ id: "ModelBudget" }),
);

/** What any holder of limits may be given. Null takes a limit away; the text of the duration is checked where it is read. */
const limitFields = {
  max_budget: dollars.nullish(),
  soft_budget: dollars.nullish(),
  budget_duration: z.string().nullish(),
  tpm_limit: limit.nullish(),
  rpm_limit: limit.nullish(),
  max_parallel_requests: limit.nullish(),
};

/** The same for a row that has limits for single models too. */
export const budgetFields = { ...limitFields, model_max_budget: modelMaxBudget.nullish() };

type Given<Fields> = { readonly [K in keyof Fields]?: Fields[K] | undefined };
export type LimitParams = Given<z.output<z.ZodObject<typeof limitFields>>>;
export type BudgetParams = Given<z.output<z.ZodObject<typeof budgetFields>>>;

/** A whole number in a query. */
const count = z
  .string()
  .regex(/^\d{1,9}$/, { error: "Input should be a valid integer" })
  .transform(Number);

/** The fields of a query that ask for one page; `size` is the name of the field for its length. */
export const pageNumber = count.pipe(z.int().min(1)).default(1);
export const pageSize = (usual: number, most: number) => count.pipe(z.int().min(1).max(most)).default(usual);

/** A boolean in a query, as FastAPI reads it. */
export const flag = z.stringbool({
  truthy: ["true", "1", "yes", "on", "t", "y"],
  falsy: ["false", "0", "no", "off", "f", "n"],
});
