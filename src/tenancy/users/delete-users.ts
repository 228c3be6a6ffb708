import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { asId } from "../../core/ids.ts";
import { defineAction } from "../action.ts";
import { tellRemoved } from "../keys/tell-removed.ts";
import { id } from "../params.ts";
import { epochOfRemoval } from "../stamps.ts";
import { removeMembers } from "../teams/remove-members.ts";

const USERS_MAX = 100;

/** Users, with their keys and their places in teams. None is deleted when one of them does not exist. */
export const deleteUsers = defineAction({
  method: "POST",
  paths: ["/user/delete"],
  permission: "admin",
  input: z.object({ user_ids: z.array(id).min(1).max(USERS_MAX) }),
  async run(context, { user_ids }) {
    const { groups, keys } = context;
    const users = await groups.users.findAll(user_ids.map((each) => asId<"user">(each)));
    const missing = user_ids.find((each) => !users.some(({ userId }) => userId === each));
    if (missing !== undefined) {
      throw new GatewayError("object_not_found", `User not found, passed user_id=${missing}`, { param: "user_ids" });
    }
    for (const user of users) {
      await tellRemoved(context, await keys.removeOf({ user: user.userId }));
      await removeMembers(context, await groups.members.listOfUser(user.userId));
    }
    const gone = await groups.users.remove(users.map(({ userId }) => userId));
    await context.changed(
      users.map((user) => ({ holder: nameHolder("user", user.userId), epoch: epochOfRemoval(context, user) })),
    );
    return gone.length;
  },
});
