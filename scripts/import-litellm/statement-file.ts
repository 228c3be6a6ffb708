import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { encodeRow, ROWS_LENGTH_MAX } from "./write-sql.ts";

interface Batch {
  readonly statement: (encoded: readonly string[]) => string;
  readonly encoded: string[];
  length: number;
}

/** A file with one statement a line, so that it can be carried out a line at a time. Rows of a kind share statements. */
export class StatementFile {
  readonly path: string;
  readonly #batches = new Map<string, Batch>();

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, "");
  }

  /** Adds a row to the next statement for its kind; false where no statement would hold it. */
  addRow(kind: string, values: readonly unknown[], statement: Batch["statement"]): boolean {
    const row = encodeRow(values);
    if (row.length > ROWS_LENGTH_MAX) return false;
    const batch = this.#batches.get(kind) ?? { statement, encoded: [], length: 0 };
    if (batch.length + row.length + 1 > ROWS_LENGTH_MAX) this.#flush(batch);
    batch.encoded.push(row);
    batch.length += row.length + 1;
    this.#batches.set(kind, batch);
    return true;
  }

  addStatements(statements: readonly string[]): void {
    for (const statement of statements) appendFileSync(this.path, `${statement};\n`);
  }

  /** Writes what waits for more of its kind. */
  end(): void {
    for (const batch of this.#batches.values()) this.#flush(batch);
  }

  #flush(batch: Batch): void {
    if (batch.encoded.length > 0) this.addStatements([batch.statement(batch.encoded)]);
    batch.encoded.length = 0;
    batch.length = 0;
  }
}
