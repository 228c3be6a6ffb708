import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { TeamMemberRecord, TeamRecord } from "../../store/group-registry.ts";
import { type ActionContext, defineAction } from "../action.ts";
import type { BudgetLimits } from "../budgets/read-budget.ts";
import { dollars, id } from "../params.ts";
import { insertUser } from "../users/create-user.ts";
import { findAllUsers } from "../users/find-user.ts";
import { userRow } from "../users/user-row.ts";
import { addMember, resolveNewcomers, tellOfJoined } from "./add-member.ts";
import { findTeam } from "./find-team.ts";
import { memberLimits, type NewMember, newMember } from "./member-params.ts";
import { showMemberships, showTeams } from "./show-teams.ts";

/** Each asks the database several times, and an invocation may ask a thousand times. */
const MEMBERS_MAX = 100;

/** Each member for itself: one who cannot be added stops no other. */
export const bulkAddTeamMembers = defineAction({
  method: "POST",
  paths: ["/team/bulk_member_add"],
  summary: "Add several members to a team at once",
  permission: "admin",
  input: z.object({
    team_id: id,
    members: z.array(newMember).min(1).max(MEMBERS_MAX).nullish(),
    /** Every user there is joins, with the role `user`. */
    all_users: z.boolean().nullish(),
    max_budget_in_team: dollars.nullish(),
  }),
  async run(context, { team_id, members, all_users, max_budget_in_team }) {
    const team = await findTeam(context, team_id);
    const joining = all_users === true ? await nameAll(context) : (members ?? []);
    if (joining.length === 0)
      throw new GatewayError("invalid_request", "Either members or all_users must name users.", { param: "members" });
    const limits = memberLimits({ max_budget_in_team: max_budget_in_team ?? undefined });
    const tried = [];
    // One after the other: a user may be named twice.
    for (const member of joining) tried.push(await tryAdd(context, team, member, limits));
    const joined = tried.flatMap(({ joined: record }) => record ?? []);
    const after = joined.length === 0 ? team : await tellOfJoined(context, team, joined);
    return {
      team_id,
      results: tried.map(({ result }) => result),
      total_requested: tried.length,
      successful_additions: joined.length,
      failed_additions: tried.length - joined.length,
      updated_team: (await showTeams(context, [after]))[0] ?? null,
    };
  },
});

const nameAll = async (context: ActionContext): Promise<readonly NewMember[]> =>
  (await findAllUsers(context, MEMBERS_MAX)).map(({ userId }) => ({ role: "user", user_id: userId }));

async function tryAdd(context: ActionContext, team: TeamRecord, member: NewMember, limits: BudgetLimits | undefined) {
  const named = { user_id: member.user_id ?? null, user_email: member.user_email ?? null };
  try {
    const { users, unknown } = await resolveNewcomers(context, [member]);
    for (const user of unknown) await insertUser(context, user);
    const joined: TeamMemberRecord[] = [];
    for (const user of users) joined.push(await addMember(context, team, user, member.role, limits));
    const [membership] = await showMemberships(context, joined);
    const [user] = users.map((each) => userRow(each, [team.teamId], context));
    const result = {
      ...named,
      user_id: joined[0]?.userId ?? null,
      success: true,
      error: null,
      updated_user: user ?? null,
      updated_team_membership: membership ?? null,
    };
    return { joined: joined[0], result };
  } catch (error) {
    const { message } = GatewayError.from(error);
    return { result: { ...named, success: false, error: message, updated_user: null, updated_team_membership: null } };
  }
}
