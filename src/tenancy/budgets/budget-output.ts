import { z } from "zod";
import { limitOutput, stampOutput } from "../output-parts.ts";
import { dictionary } from "../params.ts";

export const budgetOutput = z
  .object({ budget_id: z.string(), ...limitOutput, model_max_budget: dictionary, ...stampOutput })
  .meta({ id: "Budget" });
export const budgetsOutput = z.array(budgetOutput);
