import { z } from "zod";
import { type BudgetLimits, splitLimits } from "../budgets/read-budget.ts";
import { dollars, id, limit } from "../params.ts";

export const memberRole = z.enum(["admin", "user"]);

const named = z.object({ role: memberRole, user_id: id.nullish(), user_email: z.email().max(320).nullish() });

/** A member of a team, as requests name one; without a role where one is only looked for. */
export const newMember = named.refine(({ user_id, user_email }) => user_id != null || user_email != null, {
  path: ["user_id"],
  error: "Either user_id or user_email is required",
});

export type NewMember = z.output<typeof newMember>;

/** What a member may be given in a team. */
export const memberLimitFields = {
  max_budget_in_team: dollars.nullish(),
  tpm_limit: limit.nullish(),
  rpm_limit: limit.nullish(),
};

type MemberLimitParams = Partial<z.output<z.ZodObject<typeof memberLimitFields>>>;

/** Undefined when none is given. */
export function memberLimits(given: MemberLimitParams): BudgetLimits | undefined {
  const { max_budget_in_team: max_budget, tpm_limit, rpm_limit } = given;
  return splitLimits({ max_budget, tpm_limit, rpm_limit })[0];
}
