import { z } from "zod";

/** What answers promise of their rows. There may be more: fields that clients gave, and LiteLLM's that have no effect. */
export const textOrNull = z.string().nullable();
const countOrNull = z.int().nullable();
const dollarsOrNull = z.number().nullable();

/** ISO 8601 with an offset. */
export const instant = z.string().meta({ format: "date-time" });
export const instantOrNull = instant.nullable();

/** As `limitRow` writes them. */
export const limitOutput = {
  max_budget: dollarsOrNull,
  soft_budget: dollarsOrNull,
  budget_duration: textOrNull,
  budget_reset_at: instantOrNull,
  tpm_limit: countOrNull,
  rpm_limit: countOrNull,
  max_parallel_requests: countOrNull,
};

/** As `stampRow` writes them. */
export const stampOutput = {
  created_at: instant,
  created_by: textOrNull,
  updated_at: instant,
  updated_by: textOrNull,
};

/** What stands beside the rows of a page. */
export const pageOutput = { total: z.int(), page: z.int(), page_size: z.int(), total_pages: z.int() };
