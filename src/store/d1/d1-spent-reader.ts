import { and, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { parseHolder } from "../../core/holder-name.ts";
import type { SpentReader } from "../spent-reader.ts";
import { askD1 } from "./ask-d1.ts";
import { HOLDER_ROWS, type HolderRows } from "./holder-rows.ts";
import { usageEvents } from "./schema.ts";
import { dayOf, nextMidnight } from "./utc-day.ts";

export class D1SpentReader implements SpentReader {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async spentSince(holder: string, sinceMs: number | undefined): Promise<number> {
    const parts = parseHolder(holder);
    if (parts === undefined) throw new TypeError(`no such holder: ${holder}`);
    const { kind, ids, model } = parts;
    const [id = "", second = ""] = ids;
    const all: HolderRows = HOLDER_ROWS[kind](id, second);
    const rows = model === undefined ? all : narrowTo(model, all);
    const spent = sinceMs === undefined ? spentEver(rows) : spentWithin(rows, sinceMs);
    const row = await askD1(async () => await this.#db.get<{ spent: number }>(sql`select ${spent} as spent`));
    return row.spent;
  }
}

/** No own row: it knows of all models together only. */
const narrowTo = (model: string, { days, events }: HolderRows): HolderRows => ({
  days: { table: days.table, where: and(days.where, eq(days.table.modelGroup, model)) },
  events: and(events, eq(usageEvents.modelGroup, model)),
});

/** The own row carries what the holder was given to begin with, too. SQLite looks at the days only where there is none. */
function spentEver({ own, days }: HolderRows): SQL {
  const sum = sql`(select total(${days.table.cost}) from ${days.table} where ${days.where ?? sql`true`})`;
  if (own === undefined) return sum;
  return sql`coalesce((select ${own.table.spend} from ${own.table} where ${own.where}), ${sum})`;
}

/** What somebody said within the period is what it began with: the own row has it, and all that came to it since. */
function spentWithin(rows: HolderRows, sinceMs: number): SQL {
  const sum = spentFrom(rows, sinceMs);
  if (rows.own === undefined) return sum;
  const { table, where } = rows.own;
  return sql`coalesce((select ${table.spend} from ${table} where ${and(where, gte(table.spendSetAtMs, sinceMs))}), ${sum})`;
}

/** Whole days from their sums, and the events of the day that had begun by then: never more than of one day. */
function spentFrom({ days, events }: HolderRows, sinceMs: number): SQL {
  const midnight = nextMidnight(sinceMs);
  const whole = sql`select ${days.table.cost} as cost from ${days.table} where ${and(days.where, gte(days.table.day, dayOf(midnight)))}`;
  if (midnight === sinceMs) return sql`(select total(cost) from (${whole}))`;
  const { cost, startedAtMs } = usageEvents;
  const begun = and(gte(startedAtMs, sinceMs), lt(startedAtMs, midnight), events);
  return sql`(select total(cost) from (${whole} union all select ${cost} from ${usageEvents} where ${begun}))`;
}
