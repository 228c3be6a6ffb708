import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { UserRecord } from "../../store/group-registry.ts";
import { targetOfUser } from "../access/targets.ts";
import { type ActionContext, defineAction } from "../action.ts";
import { checkBudget } from "../budgets/check-budget.ts";
import { idOrNull, mergeExtra } from "../given.ts";
import { checkOrganization } from "../organizations/find-organization.ts";
import { anything, id } from "../params.ts";
import { tryUntilDone } from "../try-until-done.ts";
import { changeUser, findByEmail, findNamed, findUser, teamsOf } from "./find-user.ts";
import { checkUserGrant } from "./grant-user.ts";
import { readUser } from "./read-user.ts";
import { updatedUserOutput } from "./user-output.ts";
import { userFields } from "./user-params.ts";
import { userRow } from "./user-row.ts";

export const userChanges = z.object({ ...userFields, user_id: id.nullish() }).catchall(anything);
type UserChanges = z.output<typeof userChanges>;

/** Without a `user_id`, the address says who. */
export const updateUser = defineAction({
  method: "POST",
  paths: ["/user/update"],
  summary: "Change a user",
  permission: "manage-user",
  input: userChanges,
  over: {
    param: "user_id",
    async find(context, { organization_id, ...named }) {
      const user = await findNamed(context, named);
      const moved = organization_id === undefined ? [] : [{ organization: idOrNull<"organization">(organization_id) }];
      return [user && targetOfUser(user), ...moved];
    },
  },
  output: updatedUserOutput,
  async run(context, given) {
    const user = await applyUserChanges(context, given);
    return { user_id: user.userId, data: userRow(user, await teamsOf(context, user.userId), context) };
  },
});

/** What is left out stays, null clears. Throws for whom it cannot find or change. */
export async function applyUserChanges(
  context: ActionContext,
  { user_id, ...given }: UserChanges,
): Promise<UserRecord> {
  const [fields, rest] = readUser(given);
  await checkBudget(context, fields.budgetId);
  await checkOrganization(context, fields.organizationId);
  return await tryUntilDone(async () => {
    const before = await findUser(context, { user_id, user_email: given.user_email });
    await checkEmail(context, before, fields.userEmail);
    const changes = { ...fields, extra: mergeExtra(before.extra, rest) };
    await checkUserGrant(context, { ...before, ...changes }, before);
    return await changeUser(context, before, changes);
  });
}

async function checkEmail(context: ActionContext, user: UserRecord, email: string | null | undefined): Promise<void> {
  if (typeof email !== "string") return;
  const namesake = await findByEmail(context, email);
  if (namesake === undefined || namesake.userId === user.userId) return;
  throw new GatewayError("object_exists", `User with email ${email} already exists.`, { param: "user_email" });
}
