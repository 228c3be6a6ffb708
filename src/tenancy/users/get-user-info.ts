import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { asId } from "../../core/ids.ts";
import { targetOfSeenUser, visibleKeys } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { showPeriod } from "../budgets/show-period.ts";
import { showKeys } from "../keys/show-keys.ts";
import { showTeams } from "../teams/show-teams.ts";
import { findUser, teamsOf } from "./find-user.ts";
import { userInfoOutput } from "./user-output.ts";
import { userRow } from "./user-row.ts";

/** More keys than this are to be read page by page from `/key/list`. */
const KEYS_SHOWN_MAX = 500;

/** A user with their teams, and with those of their keys that the caller may see. */
export const getUserInfo = defineAction({
  method: "GET",
  paths: ["/user/info"],
  summary: "Show a user with their keys and teams",
  permission: "see-user",
  input: z.object({ user_id: z.string().optional() }),
  over: {
    param: "user_id",
    find: async (context, { user_id = context.caller.user }) => [
      user_id === undefined ? undefined : await targetOfSeenUser(context, asId<"user">(user_id)),
    ],
  },
  output: userInfoOutput,
  async run(context, { user_id = context.caller.user }) {
    const { actor, groups, keys } = context;
    const user = await findUser(context, { user_id });
    const page = { offset: 0, limit: KEYS_SHOWN_MAX, sortBy: "createdAtMs", descending: true } as const;
    const { records } = await keys.list({ user: user.userId, visible: visibleKeys(actor) }, page);
    const teams = await teamsOf(context, user.userId);
    return {
      user_id: user.userId,
      user_info: await showPeriod(context, nameHolder("user", user.userId), user, userRow(user, teams, context)),
      keys: await showKeys(context, records),
      teams: await showTeams(context, await groups.teams.findAll(teams)),
    };
  },
});
