import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { asId } from "../../core/ids.ts";
import { zeroUsd } from "../../core/money.ts";
import type { OrganizationMemberRecord, OrganizationRecord, UserRecord } from "../../store/group-registry.ts";
import { isAdmin } from "../access/actor.ts";
import { targetOfOrganization } from "../access/targets.ts";
import { type ActionContext, defineAction } from "../action.ts";
import { setOwnBudget } from "../budgets/own-budget.ts";
import { id } from "../params.ts";
import { readLimits } from "../read-limits.ts";
import { stampChange, stampNew } from "../stamps.ts";
import { describeUser, insertUser } from "../users/create-user.ts";
import { findNamed } from "../users/find-user.ts";
import { userRow } from "../users/user-row.ts";
import { nameMember } from "./find-member.ts";
import { findOrganization } from "./find-organization.ts";
import { memberBudget, newMember } from "./member-params.ts";
import { memberRow } from "./member-row.ts";
import { joinedOrganizationOutput } from "./organization-output.ts";

const MEMBERS_MAX = 50;

/** One member or several; nobody is added when one of them is a member already. Users are made where there are none. */
export const addOrganizationMembers = defineAction({
  method: "POST",
  paths: ["/organization/member_add"],
  summary: "Add members to an organization",
  permission: "manage-organization-members",
  input: z.object({
    organization_id: id,
    member: z.union([newMember.transform((member) => [member]), z.array(newMember).min(1).max(MEMBERS_MAX)]),
    max_budget_in_organization: memberBudget,
  }),
  over: { param: "organization_id", find: async (_, { organization_id }) => [targetOfOrganization(organization_id)] },
  output: joinedOrganizationOutput,
  async run(context, { organization_id, member: named, max_budget_in_organization }) {
    const organization = await findOrganization(context, organization_id);
    const joining: { user: UserRecord; role: string; isNew: boolean }[] = [];
    for (const { role, ...name } of named) {
      const found = await findNamed(context, name);
      const user = found ?? describeNewcomer(context, organization, name);
      if (joining.some((other) => other.user.userId === user.userId)) throw alreadyMember(user);
      joining.push({ user, role, isNew: found === undefined });
    }
    const present = await context.groups.organizationMembers.listOf(organization.organizationId);
    const twice = joining.find(({ user }) => present.some(({ userId }) => userId === user.userId));
    if (twice !== undefined) throw alreadyMember(twice.user);
    const joined: OrganizationMemberRecord[] = [];
    for (const { user, role, isNew } of joining) {
      if (isNew) await insertUser(context, user);
      joined.push(await addMember(context, organization, user, role, max_budget_in_organization));
    }
    await tellOfJoined(context, organization, joined);
    return {
      organization_id,
      updated_users: joining.map(({ user }) => userRow(user, [], context)),
      updated_organization_memberships: joined.map(memberRow),
    };
  },
});

/** Of the organization where an admin of it makes the user, so that its limits hold for the user's keys. */
function describeNewcomer(
  context: ActionContext,
  { organizationId }: OrganizationRecord,
  {
    user_id,
    user_email: userEmail = null,
  }: { user_id?: string | null | undefined; user_email?: string | null | undefined },
): UserRecord {
  const home = isAdmin(context.actor) ? {} : { organizationId, userRole: "internal_user" };
  return describeUser(context, asId<"user">(user_id ?? crypto.randomUUID()), { userEmail, ...home });
}

async function addMember(
  context: ActionContext,
  { organizationId }: OrganizationRecord,
  { userId, userEmail }: UserRecord,
  userRole: string,
  maxBudget: number | null | undefined,
): Promise<OrganizationMemberRecord> {
  const name = { organizationId, userId };
  const member: OrganizationMemberRecord = {
    ...name,
    userRole,
    budgetId:
      typeof maxBudget === "number"
        ? await setOwnBudget(context, nameMember(name), null, readLimits({ max_budget: maxBudget }))
        : null,
    spend: zeroUsd,
    extra: userEmail === null ? {} : { user_email: userEmail },
    ...stampNew(context),
  };
  if ((await context.groups.organizationMembers.insert(member)) === "taken") throw alreadyMember({ userId });
  return member;
}

/** Copies of keys that were made before know nothing of the members: the change of the organization makes them be read again. */
async function tellOfJoined(
  context: ActionContext,
  { organizationId }: OrganizationRecord,
  joined: readonly OrganizationMemberRecord[],
): Promise<void> {
  const touched = await context.groups.organizations.change(organizationId, stampChange(context));
  await context.changed([
    ...joined.map((member) => ({ holder: nameMember(member), epoch: member.updatedAtMs })),
    ...(touched === undefined
      ? []
      : [{ holder: nameHolder("organization", organizationId), epoch: touched.updatedAtMs }]),
  ]);
}

const alreadyMember = ({ userId }: Pick<UserRecord, "userId">) =>
  new GatewayError("object_exists", `User ${userId} is already in the organization.`, { param: "user_id" });
