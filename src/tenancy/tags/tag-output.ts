import { z } from "zod";
import { budgetOutput } from "../budgets/budget-output.ts";
import { instantOrNull, stampOutput, textOrNull } from "../output-parts.ts";
import { texts } from "../params.ts";

const tagOutput = z
  .object({
    name: z.string(),
    description: textOrNull,
    models: texts,
    spend: z.number(),
    budget_id: textOrNull,
    budget_reset_at: instantOrNull,
    litellm_budget_table: budgetOutput.nullable(),
    ...stampOutput,
  })
  .meta({ id: "Tag" });
export const tagsOutput = z.array(tagOutput);
export const tagsByNameOutput = z.record(z.string(), tagOutput);
export const changedTagOutput = z.object({ message: z.string(), tag: tagOutput });
