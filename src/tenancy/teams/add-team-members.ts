import { z } from "zod";
import type { HolderStanding } from "../../core/holder-limits.ts";
import { nameHolder } from "../../core/holder-name.ts";
import type { TeamMemberRecord } from "../../store/group-registry.ts";
import { defineAction } from "../action.ts";
import { dollars, id } from "../params.ts";
import { userRow } from "../users/user-row.ts";
import { addMember, alreadyMember, usersOfMembers } from "./add-member.ts";
import { changeTeam, findTeam } from "./find-team.ts";
import { memberLimits, newMember } from "./member-params.ts";
import { showMemberships, showTeams } from "./show-teams.ts";

const MEMBERS_MAX = 50;

/** One member or several; nobody is added when one of them is in the team already. Users are made where there are none. */
export const addTeamMembers = defineAction({
  method: "POST",
  paths: ["/team/member_add"],
  permission: "admin",
  input: z.object({
    team_id: id,
    member: z.union([newMember.transform((member) => [member]), z.array(newMember).min(1).max(MEMBERS_MAX)]),
    max_budget_in_team: dollars.nullish(),
  }),
  async run(context, { team_id, member: members, max_budget_in_team }) {
    const before = await findTeam(context, team_id);
    const users = await usersOfMembers(context, members);
    const present = await context.groups.members.listOfTeam(before.teamId);
    const twice = users.find((user) => present.some(({ userId }) => userId === user.userId));
    if (twice !== undefined) throw alreadyMember(twice.userId);
    const limits = max_budget_in_team == null ? undefined : memberLimits({ max_budget_in_team });
    const joined: TeamMemberRecord[] = [];
    for (const [n, user] of users.entries()) {
      joined.push(await addMember(context, before, user, members[n]?.role ?? "user", limits));
    }
    await context.changed(joined.map(standingOf));
    // Copies of keys that were made before know nothing of the member: the change of the team makes them be read again.
    const team = await changeTeam(context, before.teamId, {});
    return {
      ...(await showTeams(context, [team]))[0],
      updated_users: users.map((user) => userRow(user, [team.teamId])),
      updated_team_memberships: await showMemberships(context, joined),
    };
  },
});

const standingOf = ({ teamId, userId, updatedAtMs }: TeamMemberRecord): HolderStanding => ({
  holder: nameHolder("team_member", teamId, userId),
  epoch: updatedAtMs,
});
