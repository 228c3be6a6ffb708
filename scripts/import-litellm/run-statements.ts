import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/** Enough that few round trips are made, and little enough for one request. */
const BATCH_SIZE = 10;

/** The statements of a file, which has one in each line. */
const linesOf = (file: string): AsyncIterable<string> => createInterface({ input: createReadStream(file, "utf8") });

/** Whether any of the statements finds a row. */
export async function findsAny(database: D1Database, file: string): Promise<boolean> {
  for await (const line of linesOf(file)) {
    if ((await database.prepare(line).all()).results.length > 0) return true;
  }
  return false;
}

/** Carries out the statements, some of them at a time, and tells how many rows were written. */
export async function runStatements(database: D1Database, file: string): Promise<number> {
  let written = 0;
  let waiting: D1PreparedStatement[] = [];
  const run = async (): Promise<void> => {
    const results = waiting.length === 0 ? [] : await database.batch(waiting);
    for (const { meta } of results) written += meta.changes;
    waiting = [];
  };
  for await (const line of linesOf(file)) {
    waiting.push(database.prepare(line));
    if (waiting.length === BATCH_SIZE) await run();
  }
  await run();
  return written;
}
