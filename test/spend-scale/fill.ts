import { LEDGER_STATEMENTS } from "../../src/store/d1/ledger-statements.ts";
import { readMigrations } from "../support/read-migrations.ts";

export const KEYS = 100_000;
export const EVENTS = 1_000_000;
export const DAYS = 30;
const USERS = 10_000;
const TEAMS = 100;
export const FIRST_DAY_MS = Date.UTC(2026, 0, 1);

const AT_ONCE = 25_000;
const SPAN_MS = DAYS * 86_400_000;

/** A scatter over 0 … n-1 that depends on the number of the row alone. */
const scatter = (factor: number, n: number): string => `((i * ${factor}) % ${n})`;
const keyOf = (number: string): string => `printf('%064x', ${number})`;

const series = (from: number, count: number): string =>
  `with recursive series(i) as (select ${from} union all select i + 1 from series where i + 1 < ${from + count})`;

const insertKeys = (from: number): string => `
  insert into virtual_keys (hash, key_name, user_id, team_id, organization_id, created_at_ms, updated_at_ms)
  ${series(from, AT_ONCE)}
  select ${keyOf("i")}, 'sk-...' || i, 'user ' || (i % ${USERS}), 'team ' || (i % ${TEAMS}),
    'organization ' || (i % 10), ${FIRST_DAY_MS} + i, ${FIRST_DAY_MS} + i
  from series where true`;

/** Keys, models and times in no order; of a hundred events ten name a customer, and three are charged to nobody. */
const insertEvents = (from: number): string => `
  insert into usage_events (
    id, started_at_ms, key_hash, user_id, team_id, organization_id, end_user, operation, path, stream, requested_model,
    model_group, deployment_id, provider, model, attempts, outcome, status, input_tokens, output_tokens, estimated,
    cost_nano, unpriced, duration_ms, tags)
  ${series(from, AT_ONCE)},
  events as (
    select i, ${scatter(7_919, KEYS)} as k, ${scatter(31, 10)} as m, i % 100 < 97 as charged from series)
  select printf('%032x', i), ${FIRST_DAY_MS} + i * ${SPAN_MS / EVENTS} + ${scatter(611_953, 1_000)},
    iif(charged, ${keyOf("k")}, ''), iif(charged, 'user ' || (k % ${USERS}), null),
    iif(charged, 'team ' || (k % ${TEAMS}), null), iif(charged, 'organization ' || (k % 10), null),
    iif(charged and i % 10 = 0, 'customer ' || ${scatter(17, 1_000)}, null),
    'chat', '/v1/chat/completions', i % 2, 'model ' || m, 'model ' || m, 'deployment ' || m || (i % 2),
    'provider ' || (m % 4), 'model ' || m, 1, iif(i % 50 = 7, 'failed', 'served'), 200, i % 1000, i % 500, 0,
    1 + ${scatter(104_729, 1_000_000)}, i % 1000 = 0, i % 3000, iif(i % 5 = 0, '["prod"]', '[]')
  from events where true`;

/** Takes the events in as the ledger does: the sums beside them are made by its own statements. */
export async function fill(database: D1Database, tell: (done: number) => void): Promise<void> {
  const prepare = (text: string): D1PreparedStatement => database.prepare(text);
  await database.batch(readMigrations().map(prepare));
  for (let from = 0; from < KEYS; from += AT_ONCE) await database.batch([prepare(insertKeys(from))]);
  for (let from = 0; from < EVENTS; from += AT_ONCE) {
    await database.batch([LEDGER_STATEMENTS.mark, insertEvents(from), ...LEDGER_STATEMENTS.addUp].map(prepare));
    tell(from + AT_ONCE);
  }
}
