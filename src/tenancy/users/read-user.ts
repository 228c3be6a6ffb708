import type { z } from "zod";
import type { Json, JsonObject } from "../../core/json.ts";
import { zeroUsd } from "../../core/money.ts";
import type { UserRecord } from "../../store/group-registry.ts";
import { idOrNull, onlyGiven, orEmpty } from "../given.ts";
import { nanoOrNull, readLimits } from "../read-limits.ts";
import type { userFields } from "./user-params.ts";

type UserParams = z.output<z.ZodObject<typeof userFields>> & { readonly [field: string]: Json | undefined };

/** The fields of a request in those of a record, and the rest of them. */
export function readUser(given: UserParams): [fields: Partial<UserRecord>, rest: JsonObject] {
  const {
    user_alias: userAlias,
    user_email: userEmail,
    user_role: userRole,
    organization_id: organizationId,
    budget_id: budgetId,
    models,
    metadata,
    spend,
    max_budget,
    soft_budget,
    budget_duration,
    tpm_limit,
    rpm_limit,
    max_parallel_requests,
    password: _,
    ...rest
  } = given;
  const fields = onlyGiven({
    userAlias,
    userEmail,
    userRole,
    organizationId: idOrNull<"organization">(organizationId),
    budgetId: idOrNull<"budget">(budgetId),
    models: orEmpty(models, []),
    metadata: orEmpty(metadata, {}),
    spend: orEmpty(nanoOrNull(spend), zeroUsd),
  });
  const limits = readLimits({
    max_budget,
    soft_budget,
    budget_duration,
    tpm_limit,
    rpm_limit,
    max_parallel_requests,
  });
  return [{ ...fields, ...limits }, rest];
}
