import { z } from "zod";
import { budgetOutput } from "../budgets/budget-output.ts";
import { instantOrNull, stampOutput, textOrNull } from "../output-parts.ts";

export const customerOutput = z
  .object({
    user_id: z.string(),
    alias: textOrNull,
    blocked: z.boolean(),
    spend: z.number(),
    allowed_model_region: textOrNull,
    default_model: textOrNull,
    budget_id: textOrNull,
    budget_reset_at: instantOrNull,
    litellm_budget_table: budgetOutput.nullable(),
    ...stampOutput,
  })
  .meta({ id: "Customer" });
export const customersOutput = z.array(customerOutput);
export const blockedCustomersOutput = z.object({ blocked_users: customersOutput });
