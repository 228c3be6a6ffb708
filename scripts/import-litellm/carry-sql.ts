import { NOBODY } from "../../src/core/usage-event.ts";
import { nameHolder } from "../../src/core/holder-name.ts";
import type { Carried } from "./carry-spend.ts";
import { rowsOf } from "./write-sql.ts";

/** What stands for the model in the log and in reports. */
const MODEL = "imported from LiteLLM";

/** Ids of the entries begin with this, and the holder's name follows. */
const PREFIX = "litellm:";

/** The ids of what is carried for holders of a kind: `;` comes right after `:`. */
const idsOf = (kind: string): string => `id >= '${PREFIX}${kind}:' and id < '${PREFIX}${kind};'`;
const ALL_IDS = `id >= '${PREFIX}' and id < 'litellm;'`;

export type CarriedKind = Exclude<Carried["kind"], "proxy">;

interface Place {
  readonly key?: string | undefined;
  readonly user?: string | undefined;
  readonly team?: string | undefined;
  readonly organization?: string | undefined;
  readonly endUser?: string | undefined;
  readonly tag?: string | undefined;
}

interface Kind {
  /** Nobody but the holder is charged for the entry, so that each one's sum is its own. */
  place(id: string, second: string | undefined): Place;
  /** Finds the holder's row, by the fields of the entry. */
  readonly row: string;
  /** What entries of other holders already count for this one. */
  readonly counted?: string;
}

const ofMembers = (where: string): string =>
  `(select sum(cost_nano) from usage_events where ${where} and ${idsOf("team_member")})`;

const KINDS = {
  key: { place: (key) => ({ key }), row: "virtual_keys where hash = value ->> 1" },
  user: {
    place: (user) => ({ user }),
    row: "users where user_id = value ->> 2",
    counted: ofMembers("user_id = value ->> 2"),
  },
  team: {
    place: (team) => ({ team }),
    row: "teams where team_id = value ->> 3",
    counted: ofMembers("team_id = value ->> 3"),
  },
  team_member: {
    place: (team, user) => ({ team, user }),
    row: "team_members where team_id = value ->> 3 and user_id = value ->> 2",
  },
  organization: {
    place: (organization) => ({ organization }),
    row: "organizations where organization_id = value ->> 4",
  },
  end_user: { place: (endUser) => ({ endUser }), row: "end_users where user_id = value ->> 5" },
  tag: { place: (tag) => ({ tag }), row: "tags where tag_name = value ->> 6 ->> 0" },
} as const satisfies Record<CarriedKind, Kind>;

/** One entry, in the order in which `carryRows` reads it. */
export function entryOf(kind: CarriedKind, { ids: [id = "", ...more], cost }: Carried): readonly unknown[] {
  const { key, user, team, organization, endUser, tag }: Place = KINDS[kind].place(id, more[0]);
  const tags = tag === undefined ? [] : [tag];
  const name = PREFIX + nameHolder(kind, id, ...more);
  return [name, key ?? NOBODY, user ?? null, team ?? null, organization ?? null, endUser ?? null, tags, cost];
}

const COLUMNS =
  "id, key_hash, user_id, team_id, organization_id, end_user, tags, cost_nano, started_at_ms, operation, path, stream, " +
  "requested_model, attempts, outcome, status, input_tokens, output_tokens, estimated, unpriced, duration_ms";
const theRest = (nowMs: number): string =>
  `${nowMs}, 'chat', 'import:litellm', 0, '${MODEL}', 0, 'served', 200, 0, 0, 0, 0, 0`;

/**
 * Entries of the log, made now, so that any period that is running counts them. A holder that is there already keeps
 * what it spent here, unless it is replaced. Entries of team members come before those of teams and users, which count
 * them too.
 */
export function carryRows(kind: CarriedKind, encoded: readonly string[], nowMs: number, replaces: boolean): string {
  const { row, counted }: Kind = KINDS[kind];
  const cost = counted === undefined ? "value ->> 7" : `(value ->> 7) - coalesce(${counted}, 0)`;
  return (
    `insert into usage_events (${COLUMNS}) select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ` +
    `value ->> 5, value ->> 6, ${cost}, ${theRest(nowMs)} from ${rowsOf(encoded)} ` +
    `where ${replaces ? "true" : `not exists (select 1 from ${row})`} on conflict (id) do nothing`
  );
}

const SUMS =
  "requests, failures, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_nano) " +
  "select date(started_at_ms / 1000, 'unixepoch'), key_hash, '', requested_model, '', operation";
const DAY = "day, key_hash, model_group, model, provider, operation";
const NO_CALLS = "0, 0, 0, 0, 0, 0, cost_nano from usage_events";

/**
 * Comes after all entries: the whole gateway spent what LiteLLM says of it (nothing, where it says nothing), whatever
 * the keys carry; and the entries in the sums of their day.
 */
export const carryTotals = (spentByAll: number, nowMs: number): readonly string[] => [
  `insert into usage_events (${COLUMNS}) select '${PREFIX}proxy', 'litellm-proxy-budget', null, null, null, null, '[]', cost, ` +
    `${theRest(nowMs)} from (select ${spentByAll} - coalesce(sum(cost_nano), 0) as cost from usage_events where ${idsOf("key")}) ` +
    `where cost <> 0 on conflict (id) do nothing`,
  `insert into daily_spend (${DAY}, user_id, team_id, organization_id, deployment_id, ${SUMS}, coalesce(user_id, ''), ` +
    `coalesce(team_id, ''), coalesce(organization_id, ''), '', ${NO_CALLS} ` +
    `where ${ALL_IDS} and end_user is null and tags = '[]' on conflict do nothing`,
  `insert into daily_label_spend (${DAY}, kind, label, ${SUMS}, 'end_user', end_user, ${NO_CALLS} ` +
    `where ${idsOf("end_user")} on conflict do nothing`,
  `insert into daily_label_spend (${DAY}, kind, label, ${SUMS}, 'tag', tags ->> 0, ${NO_CALLS} ` +
    `where ${idsOf("tag")} on conflict do nothing`,
];

/** Takes back what earlier imports carried. */
export const UNCARRY: readonly string[] = [
  `delete from daily_spend where model = '${MODEL}'`,
  `delete from daily_label_spend where model = '${MODEL}'`,
  `delete from usage_events where ${ALL_IDS}`,
];
