import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { type ActionContext, defineAction } from "../action.ts";
import { findAllUsers, teamsOf } from "./find-user.ts";
import { applyUserChanges, userChanges } from "./update-user.ts";
import { bulkUpdatedUsersOutput } from "./user-output.ts";
import { userRow } from "./user-row.ts";

/** Each asks the database several times, and an invocation may ask a thousand times. */
const USERS_MAX = 100;

type Changes = z.output<typeof userChanges>;

const input = z.object({
  users: z.array(userChanges).min(1).max(USERS_MAX).nullish(),
  /** The same for every user there is. */
  all_users: z.boolean().nullish(),
  user_updates: userChanges.omit({ user_id: true, user_email: true }).nullish(),
});

/** Each user for itself: one who cannot be changed stops no other. */
export const bulkUpdateUsers = defineAction({
  method: "POST",
  paths: ["/user/bulk_update"],
  summary: "Change several users at once",
  permission: "admin",
  input,
  output: bulkUpdatedUsersOutput,
  async run(context, given) {
    const asked = await listChanges(context, given);
    const results = [];
    // One after the other: a user may be named twice.
    for (const changes of asked) results.push(await tryChange(context, changes));
    const successes = results.filter(({ success }) => success).length;
    return {
      results,
      total_requested: asked.length,
      successful_updates: successes,
      failed_updates: asked.length - successes,
    };
  },
});

async function listChanges(
  context: ActionContext,
  { users, all_users, user_updates: updates }: z.output<typeof input>,
): Promise<readonly Changes[]> {
  if (all_users !== true) {
    if (users !== null && users !== undefined) return users;
    throw new GatewayError("invalid_request", "Either users or all_users must name users.", { param: "users" });
  }
  if (updates === null || updates === undefined) {
    const message = "With all_users, user_updates says what changes.";
    throw new GatewayError("invalid_request", message, { param: "user_updates" });
  }
  return (await findAllUsers(context, USERS_MAX)).map(({ userId }) => ({ ...updates, user_id: userId }));
}

async function tryChange(context: ActionContext, changes: Changes) {
  const { user_id = null, user_email = null } = changes;
  try {
    const user = await applyUserChanges(context, changes);
    const updated_user = userRow(user, await teamsOf(context, user.userId), context);
    return { user_id: user.userId, user_email: user.userEmail, success: true, error: null, updated_user };
  } catch (error) {
    return { user_id, user_email, success: false, error: GatewayError.from(error).message, updated_user: null };
  }
}
