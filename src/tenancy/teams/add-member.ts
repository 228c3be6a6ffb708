import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { asId, type UserId } from "../../core/ids.ts";
import { zeroUsd } from "../../core/money.ts";
import type { TeamMemberRecord, TeamRecord, UserRecord } from "../../store/group-registry.ts";
import { isAdmin, type UserRole } from "../access/actor.ts";
import type { ActionContext, TenancyContext } from "../action.ts";
import { setOwnBudget } from "../budgets/own-budget.ts";
import type { BudgetLimits } from "../budgets/read-budget.ts";
import { stampNew } from "../stamps.ts";
import { describeUser } from "../users/create-user.ts";
import { findByEmail } from "../users/find-user.ts";
import { changeTeam } from "./find-team.ts";
import type { NewMember } from "./member-params.ts";

interface Newcomers {
  /** In the order of the request, stored or not. */
  readonly users: readonly UserRecord[];
  /** Those of them who are not stored yet: who joins a team becomes a user, as in LiteLLM. */
  readonly unknown: readonly UserRecord[];
}

/** The users whom a request names. Throws `object_exists` for one who is named twice. */
export async function resolveNewcomers(context: ActionContext, members: readonly NewMember[]): Promise<Newcomers> {
  const users: UserRecord[] = [];
  const unknown: UserRecord[] = [];
  for (const member of members) {
    const { user, isNew } = await resolveNewcomer(context, member);
    if (users.some((other) => isSame(other, user))) throw alreadyMember(user.userId);
    users.push(user);
    if (isNew) unknown.push(user);
  }
  return { users, unknown };
}

/** The user whom a request names, who may not be stored yet. */
export async function resolveNewcomer(
  context: ActionContext,
  member: NewMember,
): Promise<{ readonly user: UserRecord; readonly isNew: boolean }> {
  const found = await findMember(context, member);
  if (found !== undefined) return { user: found, isNew: false };
  const { user_id: id, user_email: userEmail = null } = member;
  const newcomer = { userEmail, userRole: roleOfNewcomers(context) };
  return { user: describeUser(context, asId<"user">(id ?? crypto.randomUUID()), newcomer), isNew: true };
}

async function findMember(context: TenancyContext, { user_id: id, user_email: email }: NewMember) {
  return typeof id === "string"
    ? await context.groups.users.find(asId<"user">(id))
    : await findByEmail(context, email ?? "");
}

/** Who comes into being on the word of somebody who is no admin changes nothing, until an admin says otherwise. */
const roleOfNewcomers = ({ actor }: ActionContext): UserRole | null => (isAdmin(actor) ? null : "internal_user_viewer");

const isSame = (one: UserRecord, other: UserRecord): boolean =>
  one.userId === other.userId || (one.userEmail !== null && one.userEmail === other.userEmail);

/** Makes users members of a team, and tells of them. */
export async function addMembers(
  context: TenancyContext,
  team: TeamRecord,
  joining: readonly { readonly user: UserRecord; readonly role: string }[],
  limits: BudgetLimits | undefined,
): Promise<[team: TeamRecord, joined: readonly TeamMemberRecord[]]> {
  const joined: TeamMemberRecord[] = [];
  for (const { user, role } of joining) joined.push(await addMember(context, team, user, role, limits));
  return [await tellOfJoined(context, team, joined), joined];
}

/** For members who are stored already. Answers with the team as it is now. */
export async function tellOfJoined(
  context: TenancyContext,
  team: TeamRecord,
  joined: readonly TeamMemberRecord[],
): Promise<TeamRecord> {
  await context.changed(
    joined.map(({ teamId, userId, updatedAtMs }) => ({
      holder: nameHolder("team_member", teamId, userId),
      epoch: updatedAtMs,
    })),
  );
  // Copies of keys that were made before know nothing of the member: the change of the team makes them be read again.
  return await changeTeam(context, team.teamId, {});
}

/**
 * Makes a user a member; with limits of their own, or those that the team has for each. Throws `object_exists`, which is late
 * for one whom the caller knows to be a member: those limits are written first.
 */
export async function addMember(
  context: TenancyContext,
  { teamId }: TeamRecord,
  { userId, userEmail }: UserRecord,
  role: string,
  limits: BudgetLimits | undefined,
): Promise<TeamMemberRecord> {
  const holder = nameHolder("team_member", teamId, userId);
  const member: TeamMemberRecord = {
    teamId,
    userId,
    role,
    budgetId: limits === undefined ? null : await setOwnBudget(context, holder, null, limits),
    spend: zeroUsd,
    extra: userEmail === null ? {} : { user_email: userEmail },
    ...stampNew(context),
  };
  if ((await context.groups.members.insert(member)) === "taken") throw alreadyMember(userId);
  return member;
}

export const alreadyMember = (user: UserId) =>
  new GatewayError("object_exists", `User ${user} is already in the team.`, {
    param: "user_id",
    type: "team_member_already_in_team",
  });
