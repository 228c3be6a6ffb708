import { z } from "zod";
import { type BudgetLimits, splitLimits } from "../budgets/read-budget.ts";
import { dollars, id, limit } from "../params.ts";

export const memberRole = z.enum(["admin", "user"]);

/** A member of a team, as requests name one. */
export const newMember = z
  .object({ role: memberRole, user_id: id.nullish(), user_email: z.email().max(320).nullish() })
  .refine((named) => typeof (named.user_id ?? named.user_email) === "string", {
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
