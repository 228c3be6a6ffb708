/**
 * D1 for a plain workerd: speaks the HTTP protocol of its `cloudflare-internal:d1-api` binding (POST /query and
 * /execute with `{sql, params}` or a list of them, which is a transaction) over an SQLite database in memory.
 * Argument: the folder with the migrations.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { serveUntilOrphaned } from "./processes.ts";

interface Query {
  readonly sql: string;
  /** Bytes travel as a list of numbers. */
  readonly params?: readonly (number | string | null | readonly number[])[] | null;
}

const [, , migrations = ""] = process.argv;
const database = new DatabaseSync(":memory:");
const prepared = new Map<string, StatementSync>();

for (const file of readdirSync(migrations)
  .filter((name) => name.endsWith(".sql"))
  .toSorted()) {
  database.exec(readFileSync(join(migrations, file), "utf8"));
}

function prepare(sql: string): StatementSync {
  let statement = prepared.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    statement.setReturnArrays(true);
    prepared.set(sql, statement);
  }
  return statement;
}

const toSqlValue = (value: number | string | null | readonly number[]): SQLInputValue =>
  typeof value === "object" && value !== null ? Uint8Array.from(value) : value;

function run({ sql, params }: Query): object {
  const statement = prepare(sql);
  const values = (params ?? []).map(toSqlValue);
  const columns = statement.columns().map(({ name }) => name);
  const meta = {
    duration: 0,
    changes: 0,
    last_row_id: 0,
    changed_db: false,
    size_after: 0,
    rows_read: 0,
    rows_written: 0,
  };
  if (columns.length > 0) return { success: true, results: { columns, rows: statement.all(...values) }, meta };
  const { changes, lastInsertRowid } = statement.run(...values);
  const changed = {
    changes: Number(changes),
    rows_written: Number(changes),
    changed_db: changes !== 0,
    last_row_id: Number(lastInsertRowid),
  };
  return { success: true, results: { columns, rows: [] }, meta: { ...meta, ...changed } };
}

function runAll(queries: readonly Query[]): object[] {
  database.exec("BEGIN");
  try {
    const results = queries.map(run);
    database.exec("COMMIT");
    return results;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

const server = createServer((request, response) => {
  const body: Buffer[] = [];
  request.on("data", (bytes: Buffer) => body.push(bytes));
  request.on("end", () => {
    let answer: object;
    try {
      const asked = JSON.parse(Buffer.concat(body).toString()) as Query | Query[];
      answer = runAll(Array.isArray(asked) ? asked : [asked]);
    } catch (error) {
      answer = { success: false, error: error instanceof Error ? error.message : String(error) };
    }
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(answer));
  });
});
serveUntilOrphaned(server);
