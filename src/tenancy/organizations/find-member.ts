import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { asId } from "../../core/ids.ts";
import type { OrganizationMemberRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { findUser } from "../users/find-user.ts";
import { findOrganization } from "./find-organization.ts";

interface Named {
  readonly organization_id: string;
  readonly user_id?: string | null | undefined;
  readonly user_email?: string | null | undefined;
}

/** Throws `object_not_found` when there is no such organization or user, or the user is no member. */
export async function findMember(context: TenancyContext, named: Named): Promise<OrganizationMemberRecord> {
  const { organizationId } = await findOrganization(context, named.organization_id);
  // Who was named by id need not exist any more to be removed.
  const userId =
    typeof named.user_id === "string" ? asId<"user">(named.user_id) : (await findUser(context, named)).userId;
  const member = await context.groups.organizationMembers.find(organizationId, userId);
  if (member !== undefined) return member;
  const message = `User ${userId} is not in organization ${organizationId}`;
  throw new GatewayError("object_not_found", message, { param: "user_id" });
}

/** A member as a holder of limits. */
export const nameMember = ({
  organizationId,
  userId,
}: Pick<OrganizationMemberRecord, "organizationId" | "userId">): string =>
  nameHolder("organization_member", organizationId, userId);
