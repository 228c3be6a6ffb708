import { asId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import type { UsageEvent } from "../../core/usage-event.ts";
import type { TenancyContext } from "../action.ts";
import { aliasesOfTeams, different } from "./name-all.ts";
import { spendLogRow } from "./spend-log-row.ts";

/** Events as answers show them, with the names of their keys and teams: one question for each kind. */
export async function showEvents(
  { keys, search }: TenancyContext,
  events: readonly UsageEvent[],
): Promise<JsonObject[]> {
  const hashes = different(events.map(({ key }) => key)).map((key) => asId<"key-hash">(key));
  const teamIds = different(events.map(({ team }) => team));
  const [records, teams] = await Promise.all([
    hashes.length === 0 ? [] : keys.findAll(hashes),
    teamIds.length === 0 ? new Map<string, string>() : aliasesOfTeams(search, teamIds),
  ]);
  const aliases = new Map(records.map(({ hash, keyAlias }) => [hash, keyAlias]));
  return events.map((event) =>
    spendLogRow(event, { keyAlias: aliases.get(event.key) ?? null, teamAlias: teams.get(event.team ?? "") ?? null }),
  );
}
