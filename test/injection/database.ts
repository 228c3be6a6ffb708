import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface Watched {
  /** The whole schema, as SQLite keeps it. */
  schema(): string;
  /** Rows of each table. */
  counts(): ReadonlyMap<string, number>;
  /** The rows that were there when the watch began, as they are now. */
  canaries(): string;
  close(): void;
}

/** Reads the database that a running gateway writes, beside it. `folder`: where the gateway keeps its state. */
export function watchDatabase(folder: string): Watched {
  const database = openGatewayDatabase(folder);
  const rows = (text: string): readonly Record<string, unknown>[] => database.prepare(text).all();
  const tables = rows("select name from sqlite_master where type = 'table'")
    .map(({ name }) => String(name))
    .filter((name) => !name.startsWith("_cf") && !name.startsWith("sqlite"));
  const begun = new Map(tables.map((table) => [table, rowIdsOf(rows, table)]));
  return {
    schema: () => JSON.stringify(rows("select type, name, tbl_name, sql from sqlite_master order by type, name")),
    counts: () => new Map(tables.map((table) => [table, Number(rows(`select count(*) n from "${table}"`)[0]?.["n"])])),
    canaries: () =>
      JSON.stringify(
        tables.map((table) => {
          const column = begun.get(table)?.column ?? "rowid";
          const ids = new Set(begun.get(table)?.ids);
          return rows(`select ${column} as id_, * from "${table}" order by 1`).filter(({ id_ }) =>
            ids.has(String(id_)),
          );
        }),
        (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value),
      ),
    close: () => database.close(),
  };
}

type Rows = (text: string) => readonly Record<string, unknown>[];

/** Tables without a rowid are known by the first column of their primary key. */
function rowIdsOf(rows: Rows, table: string): { readonly column: string; readonly ids: readonly string[] } {
  const info = rows(`select name from pragma_table_info('${table}') where pk > 0 order by pk`);
  const withoutRowId = rows(`select wr from pragma_table_list where name = '${table}'`)[0]?.["wr"] === 1;
  const column = withoutRowId ? info.map(({ name }) => `"${String(name)}"`).join(" || '|' || ") : "rowid";
  return { column, ids: rows(`select ${column} as id_ from "${table}"`).map(({ id_ }) => String(id_)) };
}

function openGatewayDatabase(folder: string): DatabaseSync {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".sqlite"));
  for (const file of files) {
    const database = new DatabaseSync(join(folder, file), { readOnly: true });
    const [found] = database.prepare("select 1 from sqlite_master where name = 'virtual_keys'").all();
    if (found !== undefined) return database;
    database.close();
  }
  throw new Error("The gateway keeps no database there.");
}
