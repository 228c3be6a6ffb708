import type { z } from "zod";
import type { BudgetId } from "../../core/ids.ts";
import { zeroUsd } from "../../core/money.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { TagRecord } from "../../store/group-registry.ts";
import { type BudgetLimits, splitLimits } from "../budgets/read-budget.ts";
import { idOrNull, onlyGiven, orEmpty } from "../given.ts";
import { nanoOrNull } from "../read-limits.ts";
import type { tagFields } from "./tag-params.ts";

type TagParams = z.output<z.ZodObject<Omit<typeof tagFields, "name">>> & { readonly [field: string]: Json | undefined };

interface TagWish {
  readonly fields: Partial<TagRecord>;
  readonly rest: JsonObject;
  /** Undefined when the request says nothing of them, as is `budgetId`. */
  readonly limits: BudgetLimits | undefined;
  readonly budgetId: BudgetId | null | undefined;
}

/** What a request wants of a tag, in the fields of a record. Its limits are a budget. */
export function readTag(given: TagParams): TagWish {
  const { description, models, spend, budget_id, ...more } = given;
  const [limits, rest] = splitLimits(more);
  const fields = onlyGiven({
    description,
    models: orEmpty(models, []),
    spend: orEmpty(nanoOrNull(spend), zeroUsd),
  });
  return { fields, rest, limits, budgetId: idOrNull<"budget">(budget_id) };
}
