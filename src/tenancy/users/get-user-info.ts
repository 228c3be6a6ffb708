import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { defineAction } from "../action.ts";
import { keyRow } from "../keys/key-row.ts";
import { showTeams } from "../teams/show-teams.ts";
import { findUser, teamsOf } from "./find-user.ts";
import { userRow } from "./user-row.ts";

/** More keys than this are to be read page by page from `/key/list`. */
const KEYS_SHOWN_MAX = 500;

/** A user with their keys and teams; a key's holder sees the user of that key. */
export const getUserInfo = defineAction({
  method: "GET",
  paths: ["/user/info"],
  permission: "any-key",
  input: z.object({ user_id: z.string().optional() }),
  async run(context, { user_id = context.caller.user }) {
    const { caller, groups, keys } = context;
    if (caller.role !== "admin" && user_id !== undefined && user_id !== caller.user) {
      // The same whether the other user exists or not.
      throw new GatewayError("route_denied", "You are not allowed to access this user's info.", { param: "user_id" });
    }
    const user = await findUser(context, { user_id });
    const page = { offset: 0, limit: KEYS_SHOWN_MAX, sortBy: "createdAtMs", descending: true } as const;
    const { records } = await keys.list({ user: user.userId }, page);
    const teams = await teamsOf(context, user.userId);
    return {
      user_id: user.userId,
      user_info: userRow(user, teams),
      keys: records.map(keyRow),
      teams: await showTeams(context, await groups.teams.findAll(teams)),
    };
  },
});
