import type { UsageEvent } from "../../core/usage-event.ts";
import type { LedgerStore } from "../ledger-store.ts";
import { askD1 } from "./ask-d1.ts";
import { LEDGER_STATEMENTS } from "./ledger-statements.ts";
import { toUsageRow } from "./usage-row.ts";

/** D1 takes two megabytes as a value, and a character may need three bytes. */
const PARAMETER_CHARACTERS_MAX = 600_000;

export class D1LedgerStore implements LedgerStore {
  readonly #database: D1Database;

  constructor(database: D1Database) {
    this.#database = database;
  }

  async append(events: readonly UsageEvent[]): Promise<void> {
    // The insert drops a repeated id by itself, the sums would not.
    const unique = new Map(events.toReversed().map((event) => [event.id, event]));
    const rows = [...unique.values()].map((event) => JSON.stringify(toUsageRow(event)));
    const prepare = (text: string): D1PreparedStatement => this.#database.prepare(text);
    const statements = joinUpTo(PARAMETER_CHARACTERS_MAX, rows).flatMap((parameter) => [
      prepare(LEDGER_STATEMENTS.mark),
      prepare(LEDGER_STATEMENTS.insert).bind(parameter),
      ...LEDGER_STATEMENTS.addUp.map(prepare),
    ]);
    // A batch is one transaction: sums and events change together or not at all.
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
