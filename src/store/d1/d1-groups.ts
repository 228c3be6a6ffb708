import type { Groups } from "../group-registry.ts";
import { D1GroupRegistry } from "./d1-group-registry.ts";
import { D1TeamMembers } from "./d1-team-members.ts";
import { budgets, endUsers, organizations, tags, teams, users } from "./schema.ts";

export const createD1Groups = (database: D1Database): Groups => ({
  users: new D1GroupRegistry(database, users, users.userId),
  teams: new D1GroupRegistry(database, teams, teams.teamId),
  members: new D1TeamMembers(database),
  organizations: new D1GroupRegistry(database, organizations, organizations.organizationId),
  endUsers: new D1GroupRegistry(database, endUsers, endUsers.userId),
  tags: new D1GroupRegistry(database, tags, tags.tagName),
  budgets: new D1GroupRegistry(database, budgets, budgets.budgetId),
});
