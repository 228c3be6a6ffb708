import { getTableColumns, getTableName } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { NOBODY } from "../../core/usage-event.ts";
import {
  dailyLabelSpend,
  dailySpend,
  dailyTeamSpend,
  endUsers,
  organizationMembers,
  organizations,
  tags,
  teamMembers,
  teams,
  usageEvents,
  users,
  virtualKeys,
} from "./schema.ts";

// Every statement is a text made once from the schema. The events are one JSON parameter of the insert alone, because
// D1 takes only a hundred parameters a statement, and a parameter travels once for each statement that has it. All
// others read what the insert has added. A parameter has room for less than a thousand events, so no `sum` of safe
// integers in here overflows: that would refuse the batch for ever. A row that grows beyond 2^63 becomes a
// floating-point number, and only from there on is not exact.

const events = Object.entries(getTableColumns(usageEvents));

const MARK = `
  insert into ledger_mark (id, last_rowid)
  select 1, coalesce(max(rowid), 0) from usage_events where true
  on conflict do update set last_rowid = excluded.last_rowid`;

const INSERT = `
  insert into usage_events (${events.map(([, column]) => column.name).join(", ")})
  select ${events.map(([property]) => `value ->> '${property}'`).join(", ")}
  from json_each(?1)
  where true
  on conflict (id) do nothing`;

/** SQLite gives a new row an id above all others. No other index may be taken: it would go through all events there are. */
const fresh = (from = "", where = "true"): string =>
  `from usage_events as event not indexed${from}
   where event.rowid > (select last_rowid from ledger_mark) and ${where}`;
const EACH_TAG = ", json_each(event.tags) as tag";

/**
 * Adds what the events cost to the rows they belong to, where there are such rows. `ids`: an owner's column to the event's.
 * Where it was said what a row has spent, events that began before are in that. A cross join, so that SQLite goes through
 * the events and not through the rows.
 */
function charge(table: SQLiteTable, ids: Readonly<Record<string, string>>, from = "", also = ""): string {
  const owner = getTableName(table);
  const own = columnsOf(table, Object.keys(ids));
  const others = Object.values(ids);
  const isItsOwn = own.map((name, index) => `own.${name} = ${others[index]}`).join(" and ");
  return `
  update ${owner} set spend_nano = spend_nano + sums.cost${also}
  from (
    select ${others.map((id, index) => `${id} as id${index}`).join(", ")},
      sum(iif(event.started_at_ms < own.spend_set_at_ms, 0, event.cost_nano)) as cost, max(event.started_at_ms) as latest
    ${fresh(`${from} cross join ${owner} as own`, isItsOwn)}
    group by ${places(ids)}
  ) as sums
  where ${own.map((name, index) => `${owner}.${name} = sums.id${index}`).join(" and ")}`;
}

const LAST_USED = ", last_active_at_ms = max(coalesce(last_active_at_ms, 0), sums.latest)";

const LABEL_GROUPS = {
  day: "date(event.started_at_ms / 1000, 'unixepoch')",
  keyHash: "event.key_hash",
  modelGroup: "coalesce(event.model_group, '')",
  model: "coalesce(event.model, event.model_group, event.requested_model)",
  provider: "coalesce(event.provider, '')",
  operation: "event.operation",
} as const;

const { keyHash, ...MODEL_GROUPS } = LABEL_GROUPS;

const TEAM_GROUPS = {
  ...MODEL_GROUPS,
  charged: `${keyHash} <> '${NOBODY}'`,
  teamId: "coalesce(event.team_id, '')",
  organizationId: "coalesce(event.organization_id, '')",
  deploymentId: "coalesce(event.deployment_id, '')",
} as const;

const GROUPS = {
  ...LABEL_GROUPS,
  userId: "coalesce(event.user_id, '')",
  teamId: "coalesce(event.team_id, '')",
  organizationId: "coalesce(event.organization_id, '')",
  deploymentId: "coalesce(event.deployment_id, '')",
} as const;

const SUMS = {
  requests: "count(*)",
  failures: "count(*) filter (where event.outcome not in ('served', 'cached'))",
  inputTokens: "sum(event.input_tokens)",
  outputTokens: "sum(event.output_tokens)",
  cacheReadTokens: "coalesce(sum(event.cache_read_tokens), 0)",
  cacheWriteTokens: "coalesce(sum(event.cache_write_tokens), 0)",
  cost: "sum(event.cost_nano)",
} as const;

/** Adds the events to the sums of their days. The types ask an expression for every column of the table. */
function addUp<Table extends typeof dailySpend | typeof dailyTeamSpend | typeof dailyLabelSpend>(
  table: Table,
  groups: Readonly<Record<Exclude<keyof Table["$inferInsert"] & string, keyof typeof SUMS>, string>>,
  from: string,
): string {
  const sums = columnsOf(table, Object.keys(SUMS));
  return `
  insert into ${getTableName(table)} (${[...columnsOf(table, Object.keys(groups)), ...sums].join(", ")})
  select ${[...Object.values(groups), ...Object.values(SUMS)].join(", ")}
  ${from}
  group by ${places(groups)}
  on conflict do update set ${sums.map((name) => `${name} = ${name} + excluded.${name}`).join(", ")}`;
}

const OF_END_USER = { kind: "'end_user'", label: "event.end_user" } as const;
const HAS_END_USER = "event.end_user is not null";

/**
 * A row for each end user that an event names and nobody made, with all that the days have of them. It comes last: after the
 * days have the new events, and after the rows that were there have been charged. `total`, because a sum over all days may be
 * too much for an integer.
 */
function meetEndUsers(): string {
  const owner = getTableName(endUsers);
  const [id, spend, ...instants] = columnsOf(endUsers, ["userId", "spend", "createdAtMs", "updatedAtMs"]);
  const isUnknown = `not exists (select 1 from ${owner} as own where own.${id} = event.end_user)`;
  return `
  insert into ${owner} (${[id, spend, ...instants].join(", ")})
  select met.id, cast((
    select total(days.cost_nano) from ${getTableName(dailyLabelSpend)} as days
    where days.kind = ${OF_END_USER.kind} and days.label = met.id
  ) as integer), ${instants.map(() => "met.at_ms").join(", ")}
  from (
    select event.end_user as id, min(event.started_at_ms) as at_ms
    ${fresh("", `${HAS_END_USER} and ${isUnknown}`)}
    group by 1
  ) as met
  where true
  on conflict do nothing`;
}

/** `1, 2, …`: to group by the first columns of a result. */
const places = (groups: object): string =>
  Object.keys(groups)
    .map((_, index) => index + 1)
    .join(", ");

function columnsOf(table: SQLiteTable, properties: readonly string[]): string[] {
  const columns = getTableColumns(table);
  return properties.map((property) => columns[property]?.name ?? "");
}

/** In their order, within one transaction. The one that takes the events is `insert`. */
export const LEDGER_STATEMENTS = {
  mark: MARK,
  insert: INSERT,
  addUp: [
    charge(virtualKeys, { hash: "event.key_hash" }, "", LAST_USED),
    charge(users, { userId: "event.user_id" }),
    charge(teams, { teamId: "event.team_id" }),
    charge(teamMembers, { teamId: "event.team_id", userId: "event.user_id" }),
    charge(organizations, { organizationId: "event.organization_id" }),
    charge(organizationMembers, { organizationId: "event.organization_id", userId: "event.user_id" }),
    charge(endUsers, { userId: "event.end_user" }),
    charge(tags, { tagName: "tag.value" }, EACH_TAG),
    addUp(dailySpend, GROUPS, fresh()),
    addUp(dailyTeamSpend, TEAM_GROUPS, fresh()),
    addUp(dailyLabelSpend, { kind: "'tag'", label: "tag.value", ...LABEL_GROUPS }, fresh(EACH_TAG)),
    addUp(dailyLabelSpend, { ...OF_END_USER, ...LABEL_GROUPS }, fresh("", HAS_END_USER)),
    meetEndUsers(),
  ],
} as const;
