import type { z } from "zod";
import type { Json, JsonObject } from "../../core/json.ts";
import { zeroUsd } from "../../core/money.ts";
import type { TeamRecord } from "../../store/group-registry.ts";
import { type BudgetLimits, splitLimits } from "../budgets/read-budget.ts";
import { invalidDuration, isBudgetDuration } from "../duration.ts";
import { idOrNull, onlyGiven, orEmpty } from "../given.ts";
import { nanoOrNull, readLimits } from "../read-limits.ts";
import type { teamFields } from "./team-params.ts";

type TeamParams = z.output<z.ZodObject<typeof teamFields>> & { readonly [field: string]: Json | undefined };

interface TeamWish {
  readonly fields: Partial<TeamRecord>;
  readonly rest: JsonObject;
  /** Undefined when the request says nothing of them. */
  readonly memberLimits: BudgetLimits | undefined;
}

/** What a request wants of a team, in the fields of a record. */
export function readTeam(given: TeamParams): TeamWish {
  const {
    team_alias: teamAlias,
    organization_id: organizationId,
    models,
    model_aliases: modelAliases,
    metadata,
    blocked,
    spend,
    max_budget,
    soft_budget,
    budget_duration,
    tpm_limit,
    rpm_limit,
    max_parallel_requests,
    team_member_budget,
    team_member_budget_duration,
    team_member_rpm_limit,
    team_member_tpm_limit,
    ...rest
  } = given;
  const fields = onlyGiven({
    teamAlias,
    organizationId: idOrNull<"organization">(organizationId),
    models: orEmpty(models, []),
    modelAliases: orEmpty(modelAliases, {}),
    metadata: orEmpty(metadata, {}),
    blocked: orEmpty(blocked, false),
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
  if (typeof team_member_budget_duration === "string" && !isBudgetDuration(team_member_budget_duration))
    throw invalidDuration("team_member_budget_duration");
  const [memberLimits] = splitLimits({
    max_budget: team_member_budget,
    budget_duration: team_member_budget_duration,
    rpm_limit: team_member_rpm_limit,
    tpm_limit: team_member_tpm_limit,
  });
  return { fields: { ...fields, ...limits }, rest, memberLimits };
}
