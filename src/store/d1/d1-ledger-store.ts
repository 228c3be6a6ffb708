import { getTableColumns } from "drizzle-orm";
import type { UsageEvent } from "../../core/usage-event.ts";
import type { LedgerStore } from "../ledger-store.ts";
import { askD1 } from "./ask-d1.ts";
import { usageEvents } from "./schema.ts";
import { toUsageRow } from "./usage-row.ts";

/** D1 takes two megabytes as a value, and a character may need three bytes. */
const PARAMETER_CHARACTERS_MAX = 600_000;

// Both statements are text made once from the schema; the events are a JSON parameter, because D1 takes only a
// hundred parameters a statement.

/** Charges each key with those of its events that are not in the ledger yet, so it runs before they are inserted. */
const CHARGE_KEYS = `
  update virtual_keys
  set spend_nano = spend_nano + fresh.cost, last_active_at_ms = max(coalesce(last_active_at_ms, 0), fresh.latest)
  from (
    select value ->> 'keyHash' as key_hash, total(value ->> 'cost') as cost, max(value ->> 'startedAtMs') as latest
    from json_each(?1)
    where not exists (select 1 from usage_events where usage_events.id = value ->> 'id')
    group by value ->> 'keyHash'
  ) as fresh
  where virtual_keys.hash = fresh.key_hash`;

const columns = Object.entries(getTableColumns(usageEvents));
const INSERT_EVENTS = `
  insert into usage_events (${columns.map(([, column]) => column.name).join(", ")})
  select ${columns.map(([property]) => `value ->> '${property}'`).join(", ")}
  from json_each(?1)
  where true
  on conflict (id) do nothing`;

export class D1LedgerStore implements LedgerStore {
  readonly #database: D1Database;

  constructor(database: D1Database) {
    this.#database = database;
  }

  async append(events: readonly UsageEvent[]): Promise<void> {
    // The insert drops a repeated id by itself, the sum would not.
    const unique = new Map(events.toReversed().map((event) => [event.id, event]));
    const rows = [...unique.values()].map((event) => JSON.stringify(toUsageRow(event)));
    const statements = joinUpTo(PARAMETER_CHARACTERS_MAX, rows).flatMap((parameter) => [
      this.#database.prepare(CHARGE_KEYS).bind(parameter),
      this.#database.prepare(INSERT_EVENTS).bind(parameter),
    ]);
    // A batch is one transaction: spend and events change together or not at all.
    if (statements.length > 0) await askD1(() => this.#database.batch(statements));
  }
}

/** JSON lists of the items, each list as long as it may be. */
function joinUpTo(charactersMax: number, items: readonly string[]): string[] {
  const lists: string[][] = [];
  let room = 0;
  for (const item of items) {
    room -= item.length + 1;
    const list = room > 0 ? lists.at(-1) : undefined;
    if (list !== undefined) {
      list.push(item);
      continue;
    }
    lists.push([item]);
    room = charactersMax - item.length - 2;
  }
  return lists.map((list) => `[${list.join(",")}]`);
}
