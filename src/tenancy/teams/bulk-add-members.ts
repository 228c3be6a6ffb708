import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { UserId } from "../../core/ids.ts";
import type { TeamMemberRecord, TeamRecord, UserRecord } from "../../store/group-registry.ts";
import { type ActionContext, defineAction } from "../action.ts";
import type { BudgetLimits } from "../budgets/read-budget.ts";
import { dollars, id } from "../params.ts";
import { insertUser } from "../users/create-user.ts";
import { findAllUsers } from "../users/find-user.ts";
import { userRow } from "../users/user-row.ts";
import { addMember, alreadyMember, resolveNewcomer, tellOfJoined } from "./add-member.ts";
import { bulkJoinedTeamOutput } from "./bulk-joined-output.ts";
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
  output: bulkJoinedTeamOutput,
  async run(context, { team_id, members, all_users, max_budget_in_team }) {
    const team = await findTeam(context, team_id);
    const joining = all_users === true ? await nameAll(context) : (members ?? []);
    if (joining.length === 0)
      throw new GatewayError("invalid_request", "Either members or all_users must name users.", { param: "members" });
    const limits = memberLimits({ max_budget_in_team: max_budget_in_team ?? undefined });
    const present = new Set((await context.groups.members.listOf(team.teamId)).map(({ userId }) => userId));
    const tried: Tried[] = [];
    // One after the other: a user may be named twice.
    for (const member of joining) tried.push(await tryAdd(context, team, present, member, limits));
    const joined = tried.flatMap(({ membership }) => membership ?? []);
    const memberships = await showMemberships(context, joined);
    const after = joined.length === 0 ? team : await tellOfJoined(context, team, joined);
    return {
      team_id,
      results: tried.map(({ named, user, error }) => ({
        ...named,
        ...(user !== undefined && { user_id: user.userId }),
        success: user !== undefined,
        error: error ?? null,
        updated_user: user === undefined ? null : userRow(user, [team.teamId], context),
        updated_team_membership: memberships.find((row) => row["user_id"] === user?.userId) ?? null,
      })),
      total_requested: tried.length,
      successful_additions: joined.length,
      failed_additions: tried.length - joined.length,
      updated_team: (await showTeams(context, [after]))[0] ?? null,
    };
  },
});

const nameAll = async (context: ActionContext): Promise<readonly NewMember[]> =>
  (await findAllUsers(context, MEMBERS_MAX)).map(({ userId }) => ({ role: "user", user_id: userId }));

interface Tried {
  /** As the request has it. */
  readonly named: { readonly user_id: string | null; readonly user_email: string | null };
  readonly user?: UserRecord;
  readonly membership?: TeamMemberRecord;
  /** Why there is neither. */
  readonly error?: string;
}

/** `present` are the members so far. */
async function tryAdd(
  context: ActionContext,
  team: TeamRecord,
  present: Set<UserId>,
  member: NewMember,
  limits: BudgetLimits | undefined,
): Promise<Tried> {
  const named = { user_id: member.user_id ?? null, user_email: member.user_email ?? null };
  try {
    const { user, isNew } = await resolveNewcomer(context, member);
    if (present.has(user.userId)) throw alreadyMember(user.userId);
    if (isNew) await insertUser(context, user);
    const membership = await addMember(context, team, user, member.role, limits);
    present.add(user.userId);
    return { named, user, membership };
  } catch (error) {
    return { named, error: GatewayError.from(error).message };
  }
}
