import { z } from "zod";
import type { UserRole } from "../access/actor.ts";
import { defineAction } from "../action.ts";
import { availableUsersOutput } from "./user-output.ts";

/** How many users and teams there are; how many there may be is null, because nothing limits them. */
export const getAvailableUsers = defineAction({
  method: "GET",
  paths: ["/user/available_users"],
  summary: "Count the users there are and may be",
  permission: "see-all",
  input: z.object({}),
  output: availableUsersOutput,
  async run({ search }) {
    const one = { offset: 0, limit: 1 } as const;
    const [users, teams] = await Promise.all([
      search.findUsers({}, { ...one, sortBy: "userId", descending: false }),
      search.findTeams({}, one),
    ]);
    return {
      total_users: null,
      total_users_used: users.total,
      total_users_remaining: null,
      total_teams: null,
      total_teams_used: teams.total,
      total_teams_remaining: null,
    };
  },
});

const ROLES = {
  proxy_admin: { ui_label: "Admin", description: "Manages everything." },
  proxy_admin_viewer: { ui_label: "Admin (view only)", description: "Sees everything and changes nothing." },
  internal_user: { ui_label: "Internal user", description: "Makes, changes and deletes keys of their own." },
  internal_user_viewer: { ui_label: "Internal user (view only)", description: "Sees what is theirs." },
} as const satisfies Record<UserRole, { readonly ui_label: string; readonly description: string }>;

/** What a user may be made, by the names that requests use. */
export const getAvailableRoles = defineAction({
  method: "GET",
  paths: ["/user/available_roles"],
  summary: "List the roles a user may have",
  permission: "see-all",
  input: z.object({}),
  output: z.record(
    z.enum(Object.keys(ROLES) as UserRole[]),
    z.object({ ui_label: z.string(), description: z.string() }),
  ),
  run: async () => ROLES,
});
