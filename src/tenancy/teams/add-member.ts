import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { asId, type UserId } from "../../core/ids.ts";
import { zeroUsd } from "../../core/money.ts";
import type { TeamMemberRecord, TeamRecord, UserRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { setOwnBudget } from "../budgets/own-budget.ts";
import type { BudgetLimits } from "../budgets/read-budget.ts";
import { stampNew } from "../stamps.ts";
import { describeUser, insertUser } from "../users/create-user.ts";
import { findByEmail } from "../users/find-user.ts";
import type { NewMember } from "./member-params.ts";

/**
 * The users whom a request names, made where there are none, as LiteLLM does. Throws `object_exists` for one who is
 * named twice, and makes nobody then.
 */
export async function usersOfMembers(
  context: TenancyContext,
  members: readonly NewMember[],
): Promise<readonly UserRecord[]> {
  const made: UserRecord[] = [];
  const all: UserRecord[] = [];
  for (const member of members) {
    const found = await findMember(context, member);
    const user =
      found ??
      describeUser(context, asId<"user">(member.user_id ?? crypto.randomUUID()), {
        userEmail: member.user_email ?? null,
      });
    if (all.some((other) => isSame(other, user))) throw alreadyMember(user.userId);
    if (found === undefined) made.push(user);
    all.push(user);
  }
  for (const user of made) await insertUser(context, user);
  return all;
}

async function findMember(context: TenancyContext, { user_id: id, user_email: email }: NewMember) {
  return typeof id === "string"
    ? await context.groups.users.find(asId<"user">(id))
    : await findByEmail(context, email ?? "");
}

const isSame = (one: UserRecord, other: UserRecord): boolean =>
  one.userId === other.userId || (one.userEmail !== null && one.userEmail === other.userEmail);

/** Makes a user a member; with limits of their own, or those that the team has for each. Throws `object_exists`. */
export async function addMember(
  context: TenancyContext,
  { teamId }: TeamRecord,
  { userId, userEmail }: UserRecord,
  role: string,
  limits: BudgetLimits | undefined,
): Promise<TeamMemberRecord> {
  const { members } = context.groups;
  const member: TeamMemberRecord = {
    teamId,
    userId,
    role,
    budgetId: null,
    spend: zeroUsd,
    extra: userEmail === null ? {} : { user_email: userEmail },
    ...stampNew(context),
  };
  if ((await members.insert(member)) === "taken") throw alreadyMember(userId);
  if (limits === undefined) return member;
  const budgetId = await setOwnBudget(context, nameHolder("team_member", teamId, userId), null, limits);
  return (await members.change(teamId, userId, { budgetId })) ?? member;
}

export const alreadyMember = (user: UserId) =>
  new GatewayError("object_exists", `User ${user} is already in the team.`, {
    param: "user_id",
    type: "team_member_already_in_team",
  });
