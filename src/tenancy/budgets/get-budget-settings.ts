import { z } from "zod";
import { defineAction } from "../action.ts";
import { id } from "../params.ts";
import { budgetSettingsOutput } from "./budget-output.ts";
import { budgetRow } from "./budget-row.ts";
import { findBudget } from "./find-budget.ts";

/** What a form for a budget shows: LiteLLM's names of the types, and what each field is for. */
const SETTINGS = [
  ["max_parallel_requests", "Integer", "Requests that may run at the same time."],
  ["tpm_limit", "Integer", "Tokens that may be used in a minute."],
  ["rpm_limit", "Integer", "Requests that may be made in a minute."],
  ["budget_duration", "String", "How often the budget is reset, such as 30d."],
  ["max_budget", "Float", "US dollars that may be spent."],
  ["soft_budget", "Float", "US dollars from which on an alert is due."],
] as const;

export const getBudgetSettings = defineAction({
  method: "GET",
  paths: ["/budget/settings"],
  summary: "Show the fields of a budget, as a form needs them",
  permission: "see-all",
  input: z.object({ budget_id: id }),
  output: budgetSettingsOutput,
  async run(context, { budget_id }) {
    const row = budgetRow(await findBudget(context, budget_id), context);
    return SETTINGS.map(([field, type, description]) => ({
      field_name: field,
      field_type: type,
      field_description: description,
      field_value: row[field] ?? null,
      stored_in_db: true,
      field_default_value: null,
    }));
  },
});
