import { createReadStream } from "node:fs";
import { isArray, isObject, parseJson } from "../../src/core/json.ts";

export interface DumpRow {
  readonly table: string;
  /** From 1 on, within its table. */
  readonly number: number;
  /** The row as JSON, not parsed yet. */
  readonly text: string;
}

/** Within the object, a table's list, a row of it. */
const [IN_TABLE, IN_ROW] = [2, 3];

/**
 * The rows of a dump, `{ "<table>": [{ … }, …] | null, … }`, one at a time: the file may be larger than the memory.
 * Throws an `Error` for a file that cannot be read or is not of this form, when it is read to its end at the latest.
 */
export async function* readDump(file: string): AsyncGenerator<DumpRow> {
  /** All that is no row, with a 0 in the place of each: what is left must be JSON by itself. */
  let frame = "";
  let row = "";
  let table = "";
  let number = 0;
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  for await (const chunk of createReadStream(file, "utf8") as AsyncIterable<string>) {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const char = chunk[at];
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (char === "\\") isEscaped = true;
        else if (char === '"') inString = false;
      } else if (char === '"') inString = true;
      else if (char === "{" || char === "[") {
        depth += 1;
        if (depth > IN_ROW || (depth === IN_ROW && char === "[")) continue;
        const before = frame + chunk.slice(from, at);
        if (depth === IN_ROW) [frame, from] = [before, at];
        if (depth === IN_TABLE) [table, number] = [nameAtEnd(before), 0];
      } else if (char === "}" || char === "]") {
        depth -= 1;
        if (depth !== IN_TABLE || char === "]") continue;
        number += 1;
        yield { table, number, text: row + chunk.slice(from, at + 1) };
        [row, frame, from] = ["", `${frame}0`, at + 1];
      }
    }
    if (depth < IN_ROW) frame += chunk.slice(from);
    else row += chunk.slice(from);
  }
  checkFrame(file, frame);
}

/** Of a text that ends with `"name":`. */
const nameAtEnd = (text: string): string => /"([^"]*)"\s*:\s*$/.exec(text.slice(-1_000))?.[1] ?? "";

function checkFrame(file: string, frame: string): void {
  const tables = parseJson(frame.replace(/^\uFEFF/, ""));
  const isDump =
    isObject(tables) &&
    Object.values(tables).every((rows) => rows === null || (isArray(rows) && rows.every((row) => row === 0)));
  if (!isDump) throw new Error(`${file} is not a JSON object of tables, each a list of rows, or it is cut off.`);
}
