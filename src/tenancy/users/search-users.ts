import { z } from "zod";
import type { UserFilter } from "../../store/group-search.ts";
import { type Actor, seesAll } from "../access/actor.ts";
import { defineAction } from "../action.ts";
import { textOrNull } from "../output-parts.ts";
import { pageNumber, pageSize } from "../params.ts";

/**
 * One page of the users whose id and address have these parts, for forms that complete what is typed. An admin of
 * organizations finds the users of those, everyone else nobody but themselves.
 */
export const searchUsers = defineAction({
  method: "GET",
  paths: ["/user/filter/ui"],
  summary: "Find users by part of their id or address",
  permission: "any-key",
  input: z.object({
    user_id: z.string().optional(),
    user_email: z.string().optional(),
    page: pageNumber,
    page_size: pageSize(50, 100),
  }),
  output: z.array(z.object({ user_id: z.string(), user_email: textOrNull })),
  async run({ actor, search }, { user_id, user_email, page, page_size: size }) {
    const filter = { idPart: user_id, emailPart: user_email, ...scopeOf(actor) };
    const { records } = await search.findUsers(filter, {
      offset: (page - 1) * size,
      limit: size,
      sortBy: "userId",
      descending: false,
    });
    return records.map(({ userId, userEmail }) => ({ user_id: userId, user_email: userEmail }));
  },
});

function scopeOf(actor: Actor): UserFilter {
  if (seesAll(actor)) return {};
  if (actor.organizationsLed.size > 0) return { organizations: [...actor.organizationsLed] };
  return { ids: actor.userId === undefined ? [] : [actor.userId] };
}
