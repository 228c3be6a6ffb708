import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { asId } from "../../core/ids.ts";
import type { ChangedHolder } from "../../limits/spread-change.ts";
import type { KeyRecord } from "../../store/key-registry.ts";
import { targetsOfUsers } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { keyGone, memberGone, teamsAround, TOLD_MAX } from "../gone.ts";
import { id } from "../params.ts";
import { epochOfRemoval } from "../stamps.ts";
import { leaveOrganizations } from "../organizations/leave-organizations.ts";
import { removeMembers } from "../teams/remove-members.ts";

const USERS_MAX = 100;

/** Users, with their keys and their places in teams. None is deleted when one of them does not exist. */
export const deleteUsers = defineAction({
  method: "POST",
  paths: ["/user/delete"],
  summary: "Delete users with their keys",
  permission: "manage-user",
  input: z.object({ user_ids: z.array(id).min(1).max(USERS_MAX) }),
  over: { param: "user_ids", find: async (context, { user_ids }) => await targetsOfUsers(context, user_ids) },
  output: z.int(),
  async run(context, { user_ids }) {
    const { groups, keys, search } = context;
    const users = await groups.users.findAll(user_ids.map((each) => asId<"user">(each)));
    const missing = user_ids.find((each) => !users.some(({ userId }) => userId === each));
    if (missing !== undefined) {
      throw new GatewayError("object_not_found", `User not found, passed user_id=${missing}`, { param: "user_ids" });
    }
    const removedKeys: KeyRecord[] = [];
    for (const { userId } of users) removedKeys.push(...(await keys.removeOf({ user: userId })));
    const members = await search.membershipsOfUsers(users.map(({ userId }) => userId));
    await removeMembers(context, members);
    const left: ChangedHolder[] = [];
    for (const { userId } of users) left.push(...(await leaveOrganizations(context, userId)));
    const gone = await groups.users.remove(users.map(({ userId }) => userId));
    const teams = await teamsAround(context, [...members, ...removedKeys]);
    const told: readonly ChangedHolder[] = [
      ...users.map((user) => ({ holder: nameHolder("user", user.userId), epoch: epochOfRemoval(context, user) })),
      ...members.map((member) => memberGone(context, member, teams)),
      ...left,
      ...removedKeys.map((key) => keyGone(context, key, teams)),
    ];
    await context.changed(told.slice(0, TOLD_MAX));
    return gone.length;
  },
});
