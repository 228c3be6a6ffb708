import type { z } from "zod";
import type { BudgetId } from "../../core/ids.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { zeroUsd } from "../../core/money.ts";
import type { EndUserRecord } from "../../store/group-registry.ts";
import { type BudgetLimits, splitLimits } from "../budgets/read-budget.ts";
import { idOrNull, onlyGiven, orEmpty } from "../given.ts";
import { nanoOrNull } from "../read-limits.ts";
import type { customerFields } from "./customer-params.ts";

type CustomerParams = z.output<z.ZodObject<typeof customerFields>> & { readonly [field: string]: Json | undefined };

interface CustomerWish {
  readonly fields: Partial<EndUserRecord>;
  readonly rest: JsonObject;
  /** Undefined when the request says nothing of them, as is `budgetId`. */
  readonly limits: BudgetLimits | undefined;
  readonly budgetId: BudgetId | null | undefined;
}

/** What a request wants of a customer, in the fields of a record. Its limits are a budget. */
export function readCustomer(given: CustomerParams): CustomerWish {
  const { alias, blocked, spend, budget_id, allowed_model_region, default_model, ...more } = given;
  const [limits, rest] = splitLimits(more);
  const fields = onlyGiven({
    alias,
    blocked: orEmpty(blocked, false),
    spend: orEmpty(nanoOrNull(spend), zeroUsd),
    allowedModelRegion: allowed_model_region,
    defaultModel: default_model,
  });
  return { fields, rest, limits, budgetId: idOrNull<"budget">(budget_id) };
}
