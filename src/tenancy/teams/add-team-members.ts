import { z } from "zod";
import { targetsOfTeams } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { dollars, id } from "../params.ts";
import { insertUser } from "../users/create-user.ts";
import { userRow } from "../users/user-row.ts";
import { addMembers, alreadyMember, resolveNewcomers } from "./add-member.ts";
import { findTeam } from "./find-team.ts";
import { memberLimits, newMember } from "./member-params.ts";
import { showMemberships, showTeams } from "./show-teams.ts";
import { joinedTeamOutput } from "./team-output.ts";

const MEMBERS_MAX = 50;

/** One member or several; nobody is added when one of them is in the team already. Users are made where there are none. */
export const addTeamMembers = defineAction({
  method: "POST",
  paths: ["/team/member_add"],
  summary: "Add members to a team",
  permission: "manage-members",
  over: { param: "team_id", find: async (context, { team_id }) => await targetsOfTeams(context, [team_id]) },
  input: z.object({
    team_id: id,
    member: z.union([newMember.transform((member) => [member]), z.array(newMember).min(1).max(MEMBERS_MAX)]),
    max_budget_in_team: dollars.nullish(),
  }),
  output: joinedTeamOutput,
  async run(context, { team_id, member: members, max_budget_in_team }) {
    const before = await findTeam(context, team_id);
    const { users, unknown } = await resolveNewcomers(context, members);
    const present = await context.groups.members.listOf(before.teamId);
    const twice = users.find((user) => present.some(({ userId }) => userId === user.userId));
    if (twice !== undefined) throw alreadyMember(twice.userId);
    for (const user of unknown) await insertUser(context, user);
    const limits = memberLimits({ max_budget_in_team: max_budget_in_team ?? undefined });
    const joining = users.map((user, n) => ({ user, role: members[n]?.role ?? "user" }));
    const [team, joined] = await addMembers(context, before, joining, limits);
    return {
      ...(await showTeams(context, [team]))[0],
      updated_users: users.map((user) => userRow(user, [team.teamId], context)),
      updated_team_memberships: await showMemberships(context, joined),
    };
  },
});
