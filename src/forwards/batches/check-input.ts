import type { BatchJob } from "../../store/batch-runs.ts";
import type { FileStore } from "../../store/file-store.ts";
import { readLines } from "../../streams/read-lines.ts";
import { isFault, readLine, type LineFault } from "./read-line.ts";

/** Source: platform.openai.com/docs/guides/batch. */
const LINES_MAX = 50_000;
export const LINE_BYTES_MAX = 16 * 1024 * 1024;
/** Whoever has made more mistakes than these has made the same one. */
const FAULTS_MAX = 20;

export interface CheckedInput {
  readonly total: number;
  readonly faults: readonly LineFault[];
}

/** Reads all of a batch before anything is asked. Rejects with `store_unavailable`. */
export async function checkInput({ input, endpoint }: BatchJob, files: FileStore): Promise<CheckedInput> {
  const stream = await files.get(input.key);
  if (stream === undefined) return refuse(0, "invalid_file", "The input file is not there any more.");
  const faults: LineFault[] = [];
  const seen = new Set<string>();
  let total = 0;
  try {
    for await (const { text } of readLines(stream, { bytesMax: LINE_BYTES_MAX })) {
      if (text.trim() === "") continue;
      total += 1;
      if (total > LINES_MAX) return refuse(total, "too_many_tasks", `A batch has at most ${LINES_MAX} requests.`);
      const read = readLine(text, total, endpoint);
      if (isFault(read)) faults.push(read);
      else if (seen.has(read.customId))
        faults.push({
          code: "duplicate_custom_id",
          message: `The custom_id "${read.customId.slice(0, 100)}" was used before.`,
          param: "custom_id",
          line: total,
        });
      else seen.add(read.customId);
      if (faults.length === FAULTS_MAX) break;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refuse(total + 1, "line_too_long", error.message);
  }
  return total === 0 ? refuse(0, "empty_file", "The input file is empty.") : { total, faults };
}

const refuse = (line: number, code: string, message: string): CheckedInput => ({
  total: 0,
  faults: [{ code, message, param: null, line }],
});
