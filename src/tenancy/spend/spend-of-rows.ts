import { z } from "zod";
import { asId } from "../../core/ids.ts";
import { defineAction } from "../action.ts";
import { keysOutput } from "../keys/key-output.ts";
import { showKeys } from "../keys/show-keys.ts";
import { pageNumber, pageSize } from "../params.ts";
import { usersOutput } from "../users/user-output.ts";
import { userRow } from "../users/user-row.ts";
import { spendScope, withinScope } from "./spend-scope.ts";

/** LiteLLM shows all rows at once; here they come by the thousand. */
const paging = { page: pageNumber, page_size: pageSize(1_000, 1_000) };

/** The rows of keys, those that spent most first. */
export const getSpendOfKeyRows = defineAction({
  method: "GET",
  paths: ["/spend/keys"],
  summary: "List keys by what they spent",
  permission: "any-key",
  input: z.object(paging),
  output: keysOutput,
  async run(context, { page, page_size: size }) {
    const { key, user } = spendScope(context.actor);
    const { records } = await context.keys.list(
      { hash: key, user },
      { offset: (page - 1) * size, limit: size, sortBy: "spend", descending: true },
    );
    return await showKeys(context, records);
  },
});

/** The same of users; who is none sees none. */
export const getSpendOfUserRows = defineAction({
  method: "GET",
  paths: ["/spend/users"],
  summary: "List users by what they spent",
  permission: "any-key",
  input: z.object({ ...paging, user_id: z.string().optional() }),
  output: usersOutput,
  async run(context, { user_id: id, page, page_size: size }) {
    const { key, user } = withinScope(context.actor, { user: id === undefined ? undefined : asId<"user">(id) });
    if (key !== undefined) return [];
    const { records } = await context.search.findUsers(
      { ids: user && [user] },
      { offset: (page - 1) * size, limit: size, sortBy: "spend", descending: true },
    );
    const memberships = await context.search.membershipsOfUsers(records.map(({ userId }) => userId));
    const teams = Map.groupBy(memberships, ({ userId }) => userId);
    return records.map((record) =>
      userRow(
        record,
        (teams.get(record.userId) ?? []).map(({ teamId }) => teamId),
        context,
      ),
    );
  },
});
