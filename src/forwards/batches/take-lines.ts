import type { BatchDisk, BatchJob, BatchLine } from "../../store/batch-runs.ts";
import type { FileStore } from "../../store/file-store.ts";
import { readLines } from "../../streams/read-lines.ts";
import { LINE_BYTES_MAX } from "./check-input.ts";

/** Of one step: the platform gives each a thousand requests of its own. */
const LINES_AT_ONCE = 64;
/** Pictures make lines long, and one that is asked is in memory some times over. */
const CHARS_AT_ONCE = 8 * 1024 * 1024;
/** The others are for new lines, which may ask a model that has room. */
const SHARE_OF_WAITING = 0.5;

/** One has, however long it is. */
function haveRoom(taken: readonly BatchLine[], { text }: BatchLine, share = 1): boolean {
  const chars = taken.reduce((sum, line) => sum + line.text.length, text.length);
  return taken.length === 0 || (taken.length < LINES_AT_ONCE * share && chars <= CHARS_AT_ONCE * share);
}

/** Those that were taken before and not asked, mostly because there was no room for them. */
export function takeWaiting(disk: Pick<BatchDisk, "waiting">): readonly BatchLine[] {
  const taken: BatchLine[] = [];
  for (const line of disk.waiting()) {
    if (!haveRoom(taken, line, SHARE_OF_WAITING)) break;
    taken.push(line);
  }
  return taken;
}

/**
 * The next lines that nobody has looked at, as many as a step has room for beside those of `waiting`; they are noted as
 * waiting. Undefined where the file is gone. Rejects with `store_unavailable`.
 */
export async function takeLines(
  { input }: BatchJob,
  disk: BatchDisk,
  files: FileStore,
  waiting: readonly BatchLine[],
): Promise<readonly BatchLine[] | undefined> {
  const { nextByte, nextLine } = disk.progress;
  if (nextByte >= input.bytes) return [];
  const stream = await files.get(input.key, { offset: nextByte, length: input.bytes - nextByte });
  if (stream === undefined) return undefined;
  const lines: BatchLine[] = [];
  // Behind the last line there may be empty ones.
  let next = input.bytes;
  let endByte = 0;
  for await (const { text, endByte: behind } of readLines(stream, { bytesMax: LINE_BYTES_MAX })) {
    const line = { number: nextLine + lines.length, text };
    const isEmpty = text.trim() === "";
    if (!isEmpty && !haveRoom([...waiting, ...lines], line)) {
      next = nextByte + endByte;
      break;
    }
    endByte = behind;
    if (!isEmpty) lines.push(line);
  }
  // It may have been cancelled meanwhile.
  disk.take(lines, { ...disk.progress, nextByte: next, nextLine: nextLine + lines.length });
  return lines;
}
