import { and, eq, ne, type SQL, sql } from "drizzle-orm";
import type { HolderKind } from "../../core/holder-name.ts";
import { asId } from "../../core/ids.ts";
import { NOBODY } from "../../core/usage-event.ts";
import {
  dailyLabelSpend,
  dailySpend,
  endUsers,
  organizationMembers,
  organizations,
  tags,
  teamMembers,
  teams,
  usageEvents,
  users,
  virtualKeys,
} from "./schema.ts";

/** Where the ledger keeps what a holder spent. */
export interface HolderRows {
  /** The holder's own row, with the sum over all time; some kinds have none. */
  readonly own?: { readonly table: OwnTable; readonly where: SQL | undefined };
  /** Its days. */
  readonly days: { readonly table: typeof dailySpend | typeof dailyLabelSpend; readonly where: SQL | undefined };
  /** The condition on single events. */
  readonly events: SQL | undefined;
}

type OwnTable =
  | typeof virtualKeys
  | typeof users
  | typeof teams
  | typeof teamMembers
  | typeof organizations
  | typeof organizationMembers
  | typeof endUsers
  | typeof tags;

/** By the ids of the holder's name, as many as its kind has. */
export const HOLDER_ROWS = {
  key: (id) => {
    const hash = asId<"key-hash">(id);
    return {
      own: { table: virtualKeys, where: eq(virtualKeys.hash, hash) },
      days: { table: dailySpend, where: eq(dailySpend.keyHash, hash) },
      events: eq(usageEvents.keyHash, hash),
    };
  },
  user: (id) => ({
    own: { table: users, where: eq(users.userId, asId<"user">(id)) },
    days: { table: dailySpend, where: eq(dailySpend.userId, id) },
    events: eq(usageEvents.userId, asId<"user">(id)),
  }),
  team: (id) => ({
    own: { table: teams, where: eq(teams.teamId, asId<"team">(id)) },
    days: { table: dailySpend, where: eq(dailySpend.teamId, id) },
    events: eq(usageEvents.teamId, asId<"team">(id)),
  }),
  team_member: (teamId, userId) => {
    const [team, user] = [asId<"team">(teamId), asId<"user">(userId)];
    return {
      own: { table: teamMembers, where: and(eq(teamMembers.teamId, team), eq(teamMembers.userId, user)) },
      days: { table: dailySpend, where: and(eq(dailySpend.teamId, team), eq(dailySpend.userId, user)) },
      events: and(eq(usageEvents.teamId, team), eq(usageEvents.userId, user)),
    };
  },
  organization: (id) => ({
    own: { table: organizations, where: eq(organizations.organizationId, asId<"organization">(id)) },
    days: { table: dailySpend, where: eq(dailySpend.organizationId, id) },
    events: eq(usageEvents.organizationId, asId<"organization">(id)),
  }),
  organization_member: (organizationId, userId) => {
    const [organization, user] = [asId<"organization">(organizationId), asId<"user">(userId)];
    const { organizationId: group, userId: member } = organizationMembers;
    return {
      own: { table: organizationMembers, where: and(eq(group, organization), eq(member, user)) },
      days: {
        table: dailySpend,
        where: and(eq(dailySpend.organizationId, organization), eq(dailySpend.userId, user)),
      },
      events: and(eq(usageEvents.organizationId, organization), eq(usageEvents.userId, user)),
    };
  },
  end_user: (id) => ({
    own: { table: endUsers, where: eq(endUsers.userId, id) },
    days: { table: dailyLabelSpend, where: ofLabel("end_user", id) },
    events: eq(usageEvents.endUser, id),
  }),
  tag: (name) => ({
    own: { table: tags, where: eq(tags.tagName, name) },
    days: { table: dailyLabelSpend, where: ofLabel("tag", name) },
    events: sql`exists (select 1 from json_each(${usageEvents.tags}) where value = ${name})`,
  }),
  deployment: (id) => ({
    days: { table: dailySpend, where: eq(dailySpend.deploymentId, id) },
    events: eq(usageEvents.deploymentId, asId<"deployment">(id)),
  }),
  provider: (name) => ({
    days: { table: dailySpend, where: eq(dailySpend.provider, name) },
    events: eq(usageEvents.provider, name),
  }),
  /** All that anybody was charged. */
  proxy: () => ({
    days: { table: dailySpend, where: ne(dailySpend.keyHash, NOBODY) },
    events: ne(usageEvents.keyHash, NOBODY),
  }),
} as const satisfies Record<HolderKind, (id: string, second: string) => HolderRows>;

const ofLabel = (kind: "tag" | "end_user", label: string): SQL | undefined =>
  and(eq(dailyLabelSpend.kind, kind), eq(dailyLabelSpend.label, label));
