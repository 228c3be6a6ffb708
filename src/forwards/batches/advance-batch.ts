import type { BatchDisk, BatchJob, BatchLine, BatchProgress, BatchStatus, ResultKind } from "../../store/batch-runs.ts";
import type { FileStore } from "../../store/file-store.ts";
import type { ManagedObject, ManagedObjects } from "../../store/managed-objects.ts";
import { describeHeld } from "../resources/held/describe-held.ts";
import { checkInput } from "./check-input.ts";
import { describeBatch, isOver } from "./describe-batch.ts";
import { type LineFault, modelOf } from "./read-line.ts";
import { endUnanswered, type LineEnd } from "./run-line.ts";
import { takeLines, takeWaiting } from "./take-lines.ts";

/** The platform opens six connections of one alarm at a time. */
const LINES_BESIDE = 6;
const WAIT_MS_MIN = 1_000;
const WAIT_MS_MAX = 60_000;

export interface BatchTools {
  /** Never rejects. */
  readonly ask: (line: BatchLine) => Promise<LineEnd>;
  readonly objects: Pick<ManagedObjects, "insert" | "change">;
  readonly files: FileStore;
  /** Fires when the batch is cancelled, or when this step has lasted long enough. */
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/**
 * Does a part of a batch's work and says after how many milliseconds there is more to do; undefined when it is over. What is
 * done is on disk before it is told. Rejects with `store_unavailable`: then it is to be tried again.
 */
export async function advanceBatch(job: BatchJob, disk: BatchDisk, tools: BatchTools): Promise<number | undefined> {
  const tell = async (): Promise<void> =>
    await tools.objects.change(job.batch.id, { body: describeBatch(job, disk.progress), updatedAtMs: tools.now() });
  let told = Promise.resolve();
  // What is begun may take minutes to end, and whoever has cancelled it looks meanwhile.
  const tellEarly = (): void => void (told = tell().catch(() => undefined));
  tools.signal.addEventListener("abort", tellEarly, { once: true });
  try {
    // One that is over was not told yet to be.
    const afterMs = isOver(disk.progress) ? 0 : await stepOf(disk.progress.status)(job, disk, tools);
    await told;
    await tell();
    return isOver(disk.progress) ? undefined : afterMs;
  } finally {
    tools.signal.removeEventListener("abort", tellEarly);
  }
}

type Step = (job: BatchJob, disk: BatchDisk, tools: BatchTools) => Promise<number>;

const stepOf = (status: BatchStatus): Step =>
  status === "validating" ? validate : status === "finalizing" ? finalize : ask;

function enter(disk: BatchDisk, status: BatchStatus, nowMs: number, more: Partial<BatchProgress> = {}): void {
  const { progress } = disk;
  disk.progress = { ...progress, ...more, status, since: { ...progress.since, [status]: nowMs } };
}

async function validate(job: BatchJob, disk: BatchDisk, { files, now }: BatchTools): Promise<number> {
  const { total, faults } = await checkInput(job, files);
  // It was cancelled meanwhile.
  if (disk.progress.status !== "validating") return 0;
  if (faults.length > 0) enter(disk, "failed", now(), { errors: faults });
  else enter(disk, "in_progress", now(), { total });
  return 0;
}

async function ask(job: BatchJob, disk: BatchDisk, tools: BatchTools): Promise<number> {
  for (const line of disk.cutOff()) note(disk, line, endUnanswered(job, line, "interrupted"));
  if (disk.progress.status === "cancelling") return conclude(disk, "cancelled", tools);
  if (tools.now() >= job.expiresAtMs) return await expire(job, disk, tools);
  const waiting = takeWaiting(disk);
  const fresh = await takeLines(job, disk, tools.files, waiting);
  const lines = [...waiting, ...(fresh ?? [])];
  if (lines.length > 0) return await askAll(job, disk, lines, tools);
  return fresh === undefined
    ? conclude(disk, "failed", tools, [fileGone(disk.progress)])
    : conclude(disk, "completed", tools);
}

/** There is nothing left to ask. */
function conclude(
  disk: BatchDisk,
  endsAs: BatchProgress["endsAs"],
  { now }: BatchTools,
  errors: BatchProgress["errors"] = [],
): number {
  enter(disk, "finalizing", now(), { endsAs, errors });
  return 0;
}

const fileGone = ({ nextLine }: BatchProgress): LineFault => ({
  code: "invalid_file",
  message: "The input file was deleted. What it asked from this line on was not asked.",
  param: null,
  line: nextLine,
});

/** Some at a time. A model that had no room for one is not asked more; the next step waits where little else came of this one. */
async function askAll(
  { endpoint }: BatchJob,
  disk: BatchDisk,
  lines: readonly BatchLine[],
  tools: BatchTools,
): Promise<number> {
  const queue = lines.values();
  const busy = new Set<string>();
  let waitMs = WAIT_MS_MIN;
  let refused = 0;
  let ended = 0;
  async function work(): Promise<void> {
    for (const line of queue) {
      const model = modelOf(line.text, endpoint);
      if (tools.signal.aborted || busy.has(model)) continue;
      disk.begin(line.number);
      // What is begun is paid for: it is ended, whatever becomes of the batch meanwhile.
      const answer = await tools.ask(line);
      note(disk, line, answer);
      if (answer.kind === "postponed") {
        busy.add(model);
        refused += 1;
        waitMs = Math.max(waitMs, answer.afterMs);
      } else ended += 1;
    }
  }
  await Promise.all(Array.from({ length: LINES_BESIDE }, work));
  return refused === 0 || ended > refused ? 0 : Math.min(WAIT_MS_MAX, waitMs);
}

function note(disk: BatchDisk, { number }: BatchLine, end: LineEnd): void {
  if (end.kind === "postponed") return disk.postpone(number);
  const { progress } = disk;
  const counted = end.kind === "output" ? { completed: progress.completed + 1 } : { failed: progress.failed + 1 };
  disk.end(number, end.kind, end.result, { ...progress, ...counted });
}

/** Its time is over: what was not asked is told not to have been. */
async function expire(job: BatchJob, disk: BatchDisk, tools: BatchTools): Promise<number> {
  const waiting = takeWaiting(disk);
  const left = [...waiting, ...((await takeLines(job, disk, tools.files, waiting)) ?? [])];
  for (const line of left) note(disk, line, endUnanswered(job, line, "batch_expired"));
  return left.length === 0 ? conclude(disk, "expired", tools) : 0;
}

async function finalize(job: BatchJob, disk: BatchDisk, tools: BatchTools): Promise<number> {
  const output = await writeResults("output", job, disk, tools);
  const errors = await writeResults("error", job, disk, tools);
  await tools.objects.insert([output, errors].filter((file) => file !== undefined));
  const { endsAs } = disk.progress;
  enter(disk, endsAs, tools.now(), { outputFileId: output?.id ?? null, errorFileId: errors?.id ?? null });
  return 0;
}

/** As one file, or none where there is nothing to be in it. Under the same name however often it is written. */
async function writeResults(
  kind: ResultKind,
  { batch, outputSeconds }: BatchJob,
  disk: BatchDisk,
  { files, now }: BatchTools,
): Promise<ManagedObject | undefined> {
  const { progress } = disk;
  if ((kind === "output" ? progress.completed : progress.failed) === 0) return undefined;
  const key = `${batch.upstreamId}/${kind}`;
  const bytes = await files.put(key, encodeLines(disk.results(kind)));
  const nowMs = now();
  return describeHeld({
    kind: "file",
    key,
    holders: batch,
    nowMs,
    expiresAtMs: outputSeconds === undefined ? null : nowMs + outputSeconds * 1_000,
    facts: {
      bytes,
      filename: `${batch.id}_${kind}.jsonl`,
      purpose: "batch_output",
      status: "processed",
      mime_type: "application/jsonl",
    },
  });
}

const encoder = new TextEncoder();

async function* encodeLines(lines: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield encoder.encode(`${line}\n`);
}
