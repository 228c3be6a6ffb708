import { z } from "zod";
import { instantOrNull, limitOutput, stampOutput, textOrNull } from "../output-parts.ts";
import { dictionary } from "../params.ts";

export const budgetOutput = z
  .object({ budget_id: z.string(), ...limitOutput, model_max_budget: dictionary, ...stampOutput })
  .meta({ id: "Budget" });
export const budgetsOutput = z.array(budgetOutput);

export const budgetSettingsOutput = z.array(
  z.object({
    field_name: z.string(),
    field_type: z.enum(["Integer", "Float", "String"]),
    field_description: z.string(),
    field_value: z.union([z.number(), z.string(), z.null()]),
    stored_in_db: z.boolean(),
    field_default_value: z.null(),
  }),
);

export const providerBudgetsOutput = z.object({
  providers: z.record(
    z.string(),
    z.object({
      budget_limit: z.number(),
      time_period: textOrNull,
      spend: z.number(),
      budget_reset_at: instantOrNull,
    }),
  ),
});
