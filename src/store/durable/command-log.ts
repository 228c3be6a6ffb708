import type { Command } from "../../counters/command.ts";
import type { OutboxEntry } from "../counter-store.ts";

/** `sweep` is what an alarm does: leases end, drafts are handed over. */
export type LoggedCommand = Command | { readonly op: "sweep" };

export interface LogRow {
  readonly atMs: number;
  /** Left out for an entry whose command changed nothing, or is in the row before. */
  readonly command?: LoggedCommand;
  readonly entry?: OutboxEntry;
}

interface Extent extends Record<string, number> {
  readonly seq: number;
  readonly rows: number;
}

export interface NumberedEntry extends OutboxEntry {
  readonly seq: number;
}

/** SQLite takes two megabytes as a value, and a character may need three bytes. */
const PART_CHARACTERS = 500_000;

const LOG_COLUMNS = "(seq integer primary key, at_ms integer not null, command text, entry_id text, event text)";
const SCHEMA = `
  create table if not exists log ${LOG_COLUMNS};
  create table if not exists snapshot (part integer primary key, body text not null);
  create table if not exists marks (name text primary key, seq integer not null) without rowid;`;

/**
 * One log with two readers: the state, which begins at the last snapshot, and the ledger, which begins after the last
 * delivery. Rows that both are past go together, once they are the most.
 */
export class CommandLog {
  readonly #sql: SqlStorage;
  /** Rows up to here are in the snapshot. */
  #snapshotSeq: number;
  /** Entries up to here are in the ledger. */
  #deliveredSeq: number;
  #lastSeq: number;
  /** Ids of the entries that the ledger does not have yet. */
  readonly #waiting: Set<string>;
  #rows: number;
  #snapshotCharacters: number;
  #charactersSinceSnapshot = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
    const marks = new Map(
      sql.exec<{ name: string; seq: number }>("select name, seq from marks").raw<[string, number]>(),
    );
    this.#snapshotSeq = marks.get("snapshot") ?? 0;
    this.#deliveredSeq = marks.get("delivered") ?? 0;
    const { seq, rows } = sql.exec<Extent>("select coalesce(max(seq), 0) as seq, count(*) as rows from log").one();
    this.#lastSeq = Math.max(this.#snapshotSeq, this.#deliveredSeq, seq);
    this.#rows = rows;
    const sum = "select coalesce(sum(length(body)), 0) as characters from snapshot";
    this.#snapshotCharacters = sql.exec<{ characters: number }>(sum).one().characters;
    this.#waiting = new Set(this.readEntries(-1).map(({ id }) => id));
  }

  /** Whether what came since the last snapshot is as long as that was, so that all snapshots cost about what the log does. */
  isLong(charactersMin: number): boolean {
    return this.#charactersSinceSnapshot >= Math.max(charactersMin, this.#snapshotCharacters);
  }

  get hasEntries(): boolean {
    return this.#waiting.size > 0;
  }

  hasEntry(id: string): boolean {
    return this.#waiting.has(id);
  }

  append({ atMs, command, entry }: LogRow): void {
    const text = command === undefined ? null : JSON.stringify(command);
    this.#lastSeq += 1;
    this.#rows += 1;
    this.#sql.exec(
      "insert into log (seq, at_ms, command, entry_id, event) values (?, ?, ?, ?, ?)",
      this.#lastSeq,
      atMs,
      text,
      entry?.id ?? null,
      entry?.event ?? null,
    );
    if (entry !== undefined) this.#waiting.add(entry.id);
    this.#charactersSinceSnapshot += (text?.length ?? 0) + (entry?.event.length ?? 0);
  }

  /** The lines of the last snapshot; none if there is none. */
  *readSnapshot(): Generator<string> {
    for (const { body } of this.#sql.exec<{ body: string }>("select body from snapshot order by part"))
      yield* body.split("\n");
  }

  /** What came after the last snapshot, oldest first. */
  *readCommands(): Generator<{ readonly atMs: number; readonly command: LoggedCommand }> {
    const rows = this.#sql.exec<{
      at_ms: number;
      command: string;
    }>("select at_ms, command from log where seq > ? and command is not null order by seq", this.#snapshotSeq);
    for (const { at_ms: atMs, command: text } of rows) {
      this.#charactersSinceSnapshot += text.length;
      yield { atMs, command: JSON.parse(text) as LoggedCommand };
    }
  }

  /** These lines, of JSON, take the place of every row so far. */
  writeSnapshot(lines: Iterable<string>): void {
    let [parts, characters] = [0, 0];
    for (const body of joinUpTo(PART_CHARACTERS, lines)) {
      this.#sql.exec("insert or replace into snapshot (part, body) values (?, ?)", parts, body);
      parts += 1;
      characters += body.length;
    }
    this.#sql.exec("delete from snapshot where part >= ?", parts);
    this.#snapshotSeq = this.#lastSeq;
    this.#snapshotCharacters = characters;
    this.#charactersSinceSnapshot = 0;
    this.#mark("snapshot", this.#snapshotSeq);
    this.trim();
  }

  /** The oldest that the ledger does not have yet; all of them when `max` is negative. */
  readEntries(max: number): NumberedEntry[] {
    return this.#sql
      .exec<{ seq: number; id: string; event: string }>(
        "select seq, entry_id as id, event from log where seq > ? and event is not null order by seq limit ?",
        this.#deliveredSeq,
        max,
      )
      .toArray();
  }

  /** The ledger has these, which were the oldest. */
  markDelivered(entries: readonly NumberedEntry[]): void {
    const seq = entries.at(-1)?.seq ?? this.#deliveredSeq;
    this.#mark("delivered", seq);
    this.#deliveredSeq = seq;
    for (const { id } of entries) this.#waiting.delete(id);
  }

  forgetEntries(ids: readonly string[]): void {
    this.#sql.exec(
      "update log set event = null where seq > ? and entry_id in (select value from json_each(?))",
      this.#deliveredSeq,
      JSON.stringify(ids),
    );
    for (const id of ids) this.#waiting.delete(id);
  }

  /** Drops what neither reader needs by copying the rest: a dropped table costs nothing, a deleted row as much as a written one. */
  trim(): void {
    const staying = this.#lastSeq - this.#snapshotSeq + this.#waiting.size;
    if (staying * 2 > this.#rows) return;
    this.#sql.exec(`create table trimmed ${LOG_COLUMNS}`);
    this.#sql.exec(
      `insert into trimmed
       select seq, at_ms, iif(seq > ?1, command, null), entry_id, iif(seq > ?2, event, null)
       from log
       where seq > ?1 or (seq > ?2 and event is not null)`,
      this.#snapshotSeq,
      this.#deliveredSeq,
    );
    this.#sql.exec("drop table log; alter table trimmed rename to log");
    this.#rows = this.#sql.exec<{ rows: number }>("select count(*) as rows from log").one().rows;
  }

  #mark(name: "snapshot" | "delivered", seq: number): void {
    this.#sql.exec("insert or replace into marks (name, seq) values (?, ?)", name, seq);
  }
}

function* joinUpTo(charactersMax: number, lines: Iterable<string>): Generator<string> {
  let part: string[] = [];
  let room = charactersMax;
  for (const line of lines) {
    if (line.length > room && part.length > 0) {
      yield part.join("\n");
      part = [];
      room = charactersMax;
    }
    part.push(line);
    room -= line.length + 1;
  }
  if (part.length > 0) yield part.join("\n");
}
