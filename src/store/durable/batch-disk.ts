import type { BatchDisk, BatchJob, BatchLine, BatchProgress, ResultKind } from "../batch-runs.ts";
import { cutText } from "../cut-text.ts";

type State = "waiting" | "begun" | ResultKind;

/**
 * A batch in the tables of its object: `lines` has the state of each line that was taken up, `pieces` its text, and then its
 * result in place of it. Tables are made with the first job, so that an object that is asked in vain has none.
 */
export class SqlBatchDisk implements BatchDisk {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  get job(): BatchJob | undefined {
    return this.#storage.kv.get<BatchJob>("job");
  }

  set job(job: BatchJob) {
    this.#sql("create table if not exists lines (number integer primary key, state text not null)");
    this.#sql("create index if not exists lines_by_state on lines (state, number)");
    this.#sql(
      "create table if not exists pieces (line integer, position integer, text text not null, primary key (line, position))",
    );
    this.#storage.kv.put("job", job);
  }

  get progress(): BatchProgress {
    const progress = this.#storage.kv.get<BatchProgress>("progress");
    if (progress === undefined) throw new Error("A batch without a beginning.");
    return progress;
  }

  set progress(progress: BatchProgress) {
    this.#storage.kv.put("progress", progress);
  }

  take(lines: readonly BatchLine[], progress: BatchProgress): void {
    this.#storage.transactionSync(() => {
      for (const { number, text } of lines) this.#write(number, "waiting", text);
      this.progress = progress;
    });
  }

  begin(line: number): void {
    this.#sql("update lines set state = 'begun' where number = ?", line);
  }

  postpone(line: number): void {
    this.#sql("update lines set state = 'waiting' where number = ?", line);
  }

  end(line: number, kind: ResultKind, result: string, progress: BatchProgress): void {
    this.#storage.transactionSync(() => {
      this.#write(line, kind, result);
      this.progress = progress;
    });
  }

  cutOff(): Iterable<BatchLine> {
    return this.#in("begun");
  }

  waiting(): Iterable<BatchLine> {
    return this.#in("waiting");
  }

  *results(kind: ResultKind): Iterable<string> {
    for (const { text } of this.#in(kind)) yield text;
  }

  *#in(state: State): Iterable<BatchLine> {
    const next = "select number from lines where state = ? and number > ? order by number limit 1";
    for (let after = 0; ;) {
      const [found] = this.#sql(next, state, after);
      if (found === undefined) return;
      after = Number(found["number"]);
      yield { number: after, text: this.#read(after) };
    }
  }

  #read(line: number): string {
    return this.#sql("select text from pieces where line = ? order by position", line)
      .map(({ text }) => (typeof text === "string" ? text : ""))
      .join("");
  }

  #write(line: number, state: State, text: string): void {
    this.#sql("insert or replace into lines (number, state) values (?, ?)", line, state);
    this.#sql("delete from pieces where line = ?", line);
    for (const [position, piece] of cutText(text).entries())
      this.#sql("insert into pieces (line, position, text) values (?, ?, ?)", line, position, piece);
  }

  #sql(statement: string, ...values: readonly (string | number)[]) {
    return this.#storage.sql.exec(statement, ...values).toArray();
  }
}
