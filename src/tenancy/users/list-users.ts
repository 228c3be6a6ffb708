import { z } from "zod";
import { asId } from "../../core/ids.ts";
import type { TeamId, UserId } from "../../core/ids.ts";
import type { TeamMemberRecord } from "../../store/group-registry.ts";
import type { UserSort } from "../../store/group-search.ts";
import { seesAll } from "../access/actor.ts";
import { defineAction } from "../action.ts";
import { pageNumber, pageSize } from "../params.ts";
import { userPageOutput } from "./user-output.ts";
import { userRow } from "./user-row.ts";

const SORTS = {
  user_id: "userId",
  user_alias: "userAlias",
  user_email: "userEmail",
  user_role: "userRole",
  spend: "spend",
  created_at: "createdAtMs",
} as const satisfies Record<string, UserSort>;

/** An admin of organizations sees the users of those. */
export const listUsers = defineAction({
  method: "GET",
  paths: ["/user/list"],
  summary: "List users, page by page",
  permission: "list-users",
  over: {
    param: "organization_id",
    find: async ({ actor }) => [...actor.organizationsLed].map((organization) => ({ organization })),
  },
  input: z.object({
    role: z.string().optional(),
    /** Separated by commas. */
    user_ids: z.string().optional(),
    user_email: z.string().optional(),
    team: z.string().optional(),
    page: pageNumber,
    page_size: pageSize(25, 100),
    sort_by: z.enum(Object.keys(SORTS) as [keyof typeof SORTS]).default("created_at"),
    sort_order: z.enum(["asc", "desc"]).default("desc"),
  }),
  output: userPageOutput,
  async run(context, { page, page_size: size, ...asked }) {
    const { actor, search } = context;
    const filter = {
      ids: asked.user_ids?.split(",").map((each) => asId<"user">(each.trim())),
      role: asked.role,
      emailPart: asked.user_email,
      team: asked.team === undefined ? undefined : asId<"team">(asked.team),
      organizations: seesAll(actor) ? undefined : [...actor.organizationsLed],
    };
    const { records, total } = await search.findUsers(filter, {
      offset: (page - 1) * size,
      limit: size,
      sortBy: SORTS[asked.sort_by],
      descending: asked.sort_order === "desc",
    });
    const ids = records.map(({ userId }) => userId);
    const [memberships, keyCounts] = await Promise.all([search.membershipsOfUsers(ids), search.countKeysOf(ids)]);
    return {
      users: records.map((user) => ({
        ...userRow(user, teamsIn(memberships, user.userId), context),
        key_count: keyCounts.get(user.userId) ?? 0,
      })),
      total,
      page,
      page_size: size,
      total_pages: Math.ceil(total / size),
    };
  },
});

const teamsIn = (memberships: readonly TeamMemberRecord[], user: UserId): TeamId[] =>
  memberships.filter(({ userId }) => userId === user).map(({ teamId }) => teamId);
