import { asId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import type { DayHolder } from "../../store/spend-report.ts";
import type { TenancyContext } from "../action.ts";
import type { ActivityRow, Names } from "./describe-activity.ts";

/** What the keys and holders of some rows are called; those that are gone have no name any more. */
export async function nameAll(
  context: TenancyContext,
  holder: DayHolder,
  rows: readonly ActivityRow[],
): Promise<Names> {
  const [keys, entities] = await Promise.all([
    context.keys.findAll(different(rows.map(({ key }) => key)).map((key) => asId<"key-hash">(key))),
    nameHolders(context, holder, different(rows.map(({ entity }) => entity))),
  ]);
  return { keys: new Map(keys.map((name) => [name.hash, name] as const)), entities };
}

async function nameHolders(
  { search }: TenancyContext,
  holder: DayHolder,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JsonObject>> {
  if (holder === "team") {
    const teams = await aliasesOfTeams(search, ids);
    return new Map(ids.map((id) => [id, { team_alias: teams.get(id) ?? null }] as const));
  }
  if (holder !== "user") return new Map();
  const { records } = await search.findUsers(
    { ids: ids.map((id) => asId<"user">(id)) },
    { offset: 0, limit: ids.length, sortBy: "userId", descending: false },
  );
  return new Map(
    records.map(({ userId, userAlias, userEmail }) => [userId, { user_alias: userAlias, user_email: userEmail }]),
  );
}

/** By id; a team without an alias, or one that is gone, is left out. */
export async function aliasesOfTeams(
  search: TenancyContext["search"],
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const asked = { ids: ids.map((id) => asId<"team">(id)) };
  const { records } = await search.findTeams(asked, { offset: 0, limit: ids.length });
  return new Map(
    records.flatMap(({ teamId, teamAlias }) => (teamAlias === null ? [] : [[teamId, teamAlias] as const])),
  );
}

/** Each once, without the empty ones. */
export const different = (names: readonly (string | undefined)[]): readonly string[] =>
  [...new Set(names.filter((name) => name !== undefined && name !== ""))] as string[];
