import type { UserId } from "../core/ids.ts";
import type { OrganizationMemberRecord, TeamMemberRecord, TeamRecord, UserRecord } from "./group-registry.ts";

/** What decides over the rights of a user. */
export interface UserStanding {
  readonly user: UserRecord | undefined;
  readonly teams: readonly TeamStanding[];
  readonly organizations: readonly OrganizationMemberRecord[];
}

/** A membership, with the fields that the team has no place of their own for; null for a team that is gone. */
interface TeamStanding extends Pick<TeamMemberRecord, "teamId" | "role"> {
  readonly teamExtra: TeamRecord["extra"] | null;
}

/** Asked by management only. Throws `store_unavailable` when it cannot answer. */
export interface StandingReader {
  /** One question for all of it. */
  read(user: UserId): Promise<UserStanding>;
}
