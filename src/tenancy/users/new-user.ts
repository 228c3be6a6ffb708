import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import { type Actor, isAdmin } from "../access/actor.ts";
import { targetOfOrganization, targetsOfTeams } from "../access/targets.ts";
import { defineAction, type TenancyContext } from "../action.ts";
import { checkBudget } from "../budgets/check-budget.ts";
import { withoutNulls } from "../given.ts";
import { describeKey, insertKey } from "../keys/create-key.ts";
import { userKeyFields } from "../keys/key-params.ts";
import { keyRow } from "../keys/key-row.ts";
import { checkOrganization } from "../organizations/find-organization.ts";
import { anything, dollars, id } from "../params.ts";
import { addMembers } from "../teams/add-member.ts";
import { memberLimits } from "../teams/member-params.ts";
import { findTeams } from "../teams/find-team.ts";
import { describeUser, insertUser } from "./create-user.ts";
import { findByEmail } from "./find-user.ts";
import { checkUserGrant } from "./grant-user.ts";
import { readUser } from "./read-user.ts";
import { newUserOutput } from "./user-output.ts";
import { userFields } from "./user-params.ts";
import { userRow } from "./user-row.ts";

const teamOfUser = z.union([
  id.transform((team_id) => ({ team_id, user_role: "user" as const, max_budget_in_team: undefined })),
  z.object({
    team_id: id,
    user_role: z.enum(["user", "admin"]).default("user"),
    max_budget_in_team: dollars.nullish(),
  }),
]);

const input = z
  .object({
    ...userFields,
    ...userKeyFields,
    user_id: id.nullish(),
    auto_create_key: z.boolean().nullish(),
    teams: z
      .array(teamOfUser)
      .refine((teams) => new Set(teams.map(({ team_id }) => team_id)).size === teams.length, {
        error: "Input should name each team once",
      })
      .nullish(),
  })
  .catchall(anything)
  .transform(withoutNulls);

/** A user, and a key of theirs unless `auto_create_key` is false. The limits are the user's; the key has none of its own. */
export const newUser = defineAction({
  method: "POST",
  paths: ["/user/new"],
  summary: "Make a user, and a key of theirs",
  permission: "manage-user",
  input,
  over: {
    param: "organization_id",
    find: async (context, { organization_id, team_id, teams = [] }) => [
      targetOfOrganization(homeOf(context.actor, organization_id) ?? ""),
      ...(await targetsOfTeams(context, [
        ...teams.map((team) => team.team_id),
        ...(team_id === undefined ? [] : [team_id]),
      ])),
    ],
  },
  output: newUserOutput,
  async run(context, given) {
    const { user_id, auto_create_key: wantsKey = true, teams = [], ...params } = given;
    const { key, key_type, key_alias, duration, aliases, permissions, team_id, ...more } = params;
    const { blocked, tags, allowed_routes, ...ofUser } = more;
    const userId = asId<"user">(user_id ?? crypto.randomUUID());
    const organization_id = homeOf(context.actor, ofUser.organization_id);
    const [fields, rest] = readUser({ ...ofUser, organization_id });
    await checkNew(context, fields.userEmail);
    await checkBudget(context, fields.budgetId);
    await checkOrganization(context, fields.organizationId);
    const joined = await findTeams(
      context,
      teams.map((team) => team.team_id),
    );
    const user = describeUser(context, userId, { ...fields, extra: withoutNulls(rest) });
    const ofKey = { key, key_type, key_alias, duration, aliases, permissions, team_id, blocked, tags, allowed_routes };
    await checkUserGrant(context, user, undefined);
    const described = wantsKey
      ? await describeKey(
          context,
          {
            ...ofKey,
            user_id: userId,
            models: [...user.models],
            metadata: user.metadata,
            // So that the limits of the organization hold for what an admin of it makes.
            ...(!isAdmin(context.actor) && team_id === undefined && { organization_id }),
          },
          { userIsNew: true },
        )
      : undefined;

    await insertUser(context, user);
    if (described !== undefined) {
      await insertKey(context, described[1]).catch(async (error: unknown) => {
        await context.groups.users.remove([userId]);
        throw error;
      });
    }
    for (const [n, team] of joined.entries()) {
      const { user_role: role = "user", ...limits } = teams[n] ?? {};
      await addMembers(context, team, [{ user, role }], memberLimits(limits));
    }
    return {
      ...userRow(
        user,
        joined.map(({ teamId }) => teamId),
        context,
      ),
      ...keyPart(context, described),
    };
  },
});

/** Who is admin of one organization makes users of that one, unless the request names another. */
function homeOf(actor: Actor, asked: string | undefined): string | undefined {
  const [only, ...more] = actor.organizationsLed;
  return asked ?? (isAdmin(actor) || more.length > 0 ? undefined : only);
}

async function checkNew(context: TenancyContext, email: string | null | undefined): Promise<void> {
  if (email === null || email === undefined || (await findByEmail(context, email)) === undefined) return;
  throw new GatewayError("object_exists", `User with email ${email} already exists.`, { param: "user_email" });
}

function keyPart(context: TenancyContext, described: Awaited<ReturnType<typeof describeKey>> | undefined) {
  if (described === undefined) return { key: "" };
  const [key, record] = described;
  const { token, key_name, key_alias, duration, expires } = keyRow(record, context);
  return { key, token, token_id: token, key_name, key_alias, duration, expires };
}
