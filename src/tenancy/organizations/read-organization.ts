import type { z } from "zod";
import type { Json, JsonObject } from "../../core/json.ts";
import type { BudgetId } from "../../core/ids.ts";
import { zeroUsd } from "../../core/money.ts";
import type { OrganizationRecord } from "../../store/group-registry.ts";
import { type BudgetLimits, splitLimits } from "../budgets/read-budget.ts";
import { idOrNull, onlyGiven, orEmpty } from "../given.ts";
import { nanoOrNull } from "../read-limits.ts";
import type { organizationFields } from "./organization-params.ts";

type OrganizationParams = z.output<z.ZodObject<typeof organizationFields>> & {
  readonly organization_alias?: string | null | undefined;
  readonly [field: string]: Json | undefined;
};

interface OrganizationWish {
  readonly fields: Partial<OrganizationRecord>;
  readonly rest: JsonObject;
  /** Undefined when the request says nothing of them, as is `budgetId`. */
  readonly limits: BudgetLimits | undefined;
  readonly budgetId: BudgetId | null | undefined;
}

/** What a request wants of an organization, in the fields of a record. Its limits are a budget. */
export function readOrganization(given: OrganizationParams): OrganizationWish {
  const { organization_alias: organizationAlias, budget_id, models, metadata, spend, ...more } = given;
  const [limits, rest] = splitLimits(more);
  const fields = onlyGiven({
    organizationAlias,
    models: orEmpty(models, []),
    metadata: orEmpty(metadata, {}),
    spend: orEmpty(nanoOrNull(spend), zeroUsd),
  });
  return { fields, rest, limits, budgetId: idOrNull<"budget">(budget_id) };
}
