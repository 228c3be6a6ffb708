import { z } from "zod";
import { type Json, type JsonObject, isObject } from "../../core/json.ts";

/** Nine million dollars in nano-dollars is the last amount below the largest safe integer. */
const DOLLARS_MAX = 9_000_000;

/** Null and absent are the same. */
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().transform((value) => value ?? undefined);

/** Every usage event repeats the ids of its key, and some servers take no longer header. */
const name = z.string().max(512);
const dollars = z.number().min(0).max(DOLLARS_MAX);
const limit = z.int().min(0);
/** Zod's own record type leaves out a key named `__proto__`; metadata keeps whatever it was given. */
const dictionary = z.custom<JsonObject>().check(({ value, issues }) => {
  if (!isObject(value)) issues.push({ code: "invalid_type", expected: "record", input: value });
});

/** What `/key/generate` takes. Fields beyond these are kept as they are. */
export const keyParams = z
  .object({
    key: maybe(name),
    key_alias: maybe(name),
    duration: maybe(z.string()),
    models: maybe(z.array(z.string())),
    aliases: maybe(z.record(z.string(), z.string())),
    metadata: maybe(dictionary),
    permissions: maybe(dictionary),
    user_id: maybe(name),
    team_id: maybe(name),
    organization_id: maybe(name),
    budget_id: maybe(name),
    spend: maybe(dollars),
    max_budget: maybe(dollars),
    soft_budget: maybe(dollars),
    budget_duration: maybe(z.string()),
    tpm_limit: maybe(limit),
    rpm_limit: maybe(limit),
    max_parallel_requests: maybe(limit),
    blocked: maybe(z.boolean()),
    key_type: maybe(z.enum(["default", "llm_api", "management", "read_only"])),
    tags: maybe(z.array(z.string())),
    allowed_routes: maybe(z.array(name)),
  })
  .catchall(z.custom<Json | undefined>());

export type KeyParams = z.output<typeof keyParams>;
