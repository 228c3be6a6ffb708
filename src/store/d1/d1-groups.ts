import type { Audited } from "../audit-log.ts";
import type { Groups } from "../group-registry.ts";
import type { AuditTrail } from "./d1-audit-trail.ts";
import { D1GroupRegistry } from "./d1-group-registry.ts";
import { D1Members } from "./d1-members.ts";
import { D1TeamRegistry } from "./d1-team-registry.ts";
import { budgets, endUsers, organizationMembers, organizations, tags, teamMembers, users } from "./schema.ts";

/** With an author every write leaves an entry in the audit log. */
export function createD1Groups(database: D1Database, writer?: Omit<AuditTrail, "kind">): Groups {
  const trail = (kind: Audited): AuditTrail | undefined => writer && { ...writer, kind };
  const ofOrganization = organizationMembers.organizationId;
  return {
    users: new D1GroupRegistry(database, users, users.userId, trail("user")),
    teams: new D1TeamRegistry(database, trail("team")),
    members: new D1Members(database, teamMembers, teamMembers.teamId, ({ teamId }) => teamId, trail("team_member")),
    organizations: new D1GroupRegistry(database, organizations, organizations.organizationId, trail("organization")),
    organizationMembers: new D1Members(
      database,
      organizationMembers,
      ofOrganization,
      ({ organizationId }) => organizationId,
      trail("organization_member"),
    ),
    endUsers: new D1GroupRegistry(database, endUsers, endUsers.userId, trail("customer")),
    tags: new D1GroupRegistry(database, tags, tags.tagName, trail("tag")),
    budgets: new D1GroupRegistry(database, budgets, budgets.budgetId, trail("budget")),
  };
}
