import { GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import type { TeamMemberRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { findUser } from "../users/find-user.ts";
import { findTeam } from "./find-team.ts";

interface Named {
  readonly team_id: string;
  readonly user_id?: string | null | undefined;
  readonly user_email?: string | null | undefined;
}

/** Throws `object_not_found` when there is no such team or user, or the user is not in the team. */
export async function findMember(context: TenancyContext, named: Named): Promise<TeamMemberRecord> {
  const { teamId } = await findTeam(context, named.team_id);
  // Who was named by id need not exist any more to be removed.
  const userId =
    typeof named.user_id === "string" ? asId<"user">(named.user_id) : (await findUser(context, named)).userId;
  const member = await context.groups.members.find(teamId, userId);
  if (member !== undefined) return member;
  throw new GatewayError("object_not_found", `User ${userId} is not in team ${teamId}`, { param: "user_id" });
}
