import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { targetsOfTeams } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { setOwnBudget } from "../budgets/own-budget.ts";
import { usdOrNull } from "../row-parts.ts";
import { id } from "../params.ts";
import { stampChange } from "../stamps.ts";
import { findMember } from "./find-member.ts";
import { memberLimitFields, memberLimits, memberRole } from "./member-params.ts";
import { teamMemberOutput } from "./team-output.ts";

/** What is left out stays, null clears. The limits become the member's own. */
export const updateTeamMember = defineAction({
  method: "POST",
  paths: ["/team/member_update"],
  summary: "Change a member of a team",
  permission: "manage-members",
  over: { param: "team_id", find: async (context, { team_id }) => await targetsOfTeams(context, [team_id]) },
  input: z.object({
    ...memberLimitFields,
    team_id: id,
    user_id: id.nullish(),
    user_email: z.string().nullish(),
    role: memberRole.nullish(),
  }),
  output: teamMemberOutput,
  async run(context, { role, ...given }) {
    const { groups } = context;
    const limits = memberLimits(given);
    const { teamId, userId, budgetId: current, extra } = await findMember(context, given);
    const holder = nameHolder("team_member", teamId, userId);
    const budgetId = limits === undefined ? current : await setOwnBudget(context, holder, current, limits);
    const changed = await groups.members.change(teamId, userId, {
      budgetId,
      ...(typeof role === "string" && { role }),
      ...stampChange(context),
    });
    if (changed !== undefined) await context.changed([{ holder, epoch: changed.updatedAtMs }]);
    const budget = budgetId === null ? undefined : await groups.budgets.find(budgetId);
    return {
      team_id: teamId,
      user_id: userId,
      user_email: extra["user_email"] ?? null,
      max_budget_in_team: usdOrNull(budget?.maxBudget ?? null),
      tpm_limit: budget?.tpmLimit ?? null,
      rpm_limit: budget?.rpmLimit ?? null,
    };
  },
});
