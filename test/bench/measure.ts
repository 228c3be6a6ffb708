import { cpuBetween, machineBusy, sampleCpu } from "./cpu-time.ts";
import { checkLedger, readLedger } from "./ledger.ts";
import type { LoadJob, LoadResult } from "./load-job.ts";
import { nextMessage } from "./processes.ts";
import { pacedStream, SHORT_STREAM, WARM_STREAM, type Sizes, type Suite } from "./suites.ts";
import type { Feeders, System } from "./systems.ts";

export interface Sample {
  readonly suite: string;
  readonly system: string;
  /** Samples of one round were taken one right after the other. */
  readonly round: number;
  /** CPU microseconds of the worker per unit of the suite; for the first byte, its median delay in microseconds. */
  readonly perUnit: number;
  readonly calls: number;
  /** Share of the measured time in which something else kept a core busy; 1 is one whole core. */
  readonly foreignShare: number;
  /** Too much went on beside it for the figure to be trusted. */
  readonly isNoisy: boolean;
}

const FOREIGN_SHARE_MAX = 0.15;
/** How often a measurement is repeated to get a quiet one. */
const ATTEMPTS_MAX = 4;
const JOB_TIMEOUT_MS = 90_000;
const WARM_CONNECTIONS = 16;
const WARM_MS = 200;
/** Work put off until after the answer (a batched ledger write) belongs to the calls that caused it. */
const DEFERRED_WORK_MS = 300;

export async function runLoad(feeders: Feeders, job: LoadJob): Promise<LoadResult> {
  const answered = nextMessage<LoadResult>(feeders.load.child, JOB_TIMEOUT_MS);
  feeders.load.child.send(job);
  const result = await answered;
  if (result.bad > 0)
    throw new Error(`${result.bad} of ${result.ok + result.bad} answers were wrong; the first:\n${result.firstBad}`);
  return result;
}

/**
 * A load with all that it leaves to do afterwards; what was written down has to be right. `runUp` goes on right before it
 * and tells how many calls that were.
 */
async function runSettled(
  system: System,
  feeders: Feeders,
  job: LoadJob,
  runUp: () => Promise<number> = async () => 0,
): Promise<LoadResult> {
  const { ledgerPort } = system;
  const before = ledgerPort === undefined ? undefined : await readLedger(ledgerPort);
  const callsBefore = await runUp();
  const result = await runLoad(feeders, job);
  await sleep(DEFERRED_WORK_MS);
  if (ledgerPort !== undefined && before !== undefined) await checkLedger(ledgerPort, before, callsBefore + result.ok);
  return result;
}

function jobOf(suite: Suite, system: System, sizes: Sizes): { warm: LoadJob; measured: LoadJob } {
  const base = (model: string): Pick<LoadJob, "port" | "path" | "headers" | "body" | "endsWith"> => {
    const { path, body, endsWith } = suite.call(system.id, model);
    return { port: system.port, path, body, endsWith, headers: system.headers };
  };
  const warm = {
    connections: suite.warmMs === undefined ? Math.min(WARM_CONNECTIONS, suite.connections) : suite.connections,
    callsMax: Infinity,
    durationMs: suite.warmMs ?? WARM_MS,
    spreadMs: 0,
  };
  const { connections } = suite;
  const unbounded = {
    callsMax: Number.MAX_SAFE_INTEGER,
    durationMs: Number.MAX_SAFE_INTEGER,
    spreadMs: 0,
    connections,
  };
  if (suite.per === "call") {
    return { warm: { ...base(""), ...warm }, measured: { ...base(""), ...unbounded, durationMs: sizes.wholeMs } };
  }
  if (suite.per === "chunk") {
    return {
      warm: { ...base(WARM_STREAM), ...warm },
      measured: { ...base(pacedStream(sizes)), ...unbounded, callsMax: connections, spreadMs: sizes.gapMs },
    };
  }
  return {
    warm: { ...base(SHORT_STREAM), ...warm },
    measured: { ...base(SHORT_STREAM), ...unbounded, callsMax: sizes.sequentialCalls },
  };
}

/** What runs for the first time is compiled while it runs; that is no part of any figure. */
export async function warmUp(suite: Suite, system: System, feeders: Feeders, sizes: Sizes): Promise<void> {
  const { warm } = jobOf(suite, system, sizes);
  await runSettled(system, feeders, { ...warm, durationMs: sizes.warmUpMs });
}

/** Measures again while others disturb, and keeps the least disturbed. */
export async function measure(
  suite: Suite,
  system: System,
  feeders: Feeders,
  sizes: Sizes,
  round: number,
): Promise<Sample> {
  let best = await measureOnce(suite, system, feeders, sizes, round);
  for (let attempt = 1; attempt < ATTEMPTS_MAX && best.isNoisy; attempt++) {
    const again = await measureOnce(suite, system, feeders, sizes, round);
    if (again.foreignShare < best.foreignShare) best = again;
  }
  return best;
}

async function measureOnce(
  suite: Suite,
  system: System,
  feeders: Feeders,
  sizes: Sizes,
  round: number,
): Promise<Sample> {
  const { warm, measured } = jobOf(suite, system, sizes);
  const pids = [system.pid, process.pid, ...Object.values(feeders).map((feeder: Feeders["load"]) => feeder.pid)];
  const look = () => ({ cpu: pids.map(sampleCpu), busyUs: machineBusy(), atMs: performance.now() });
  const runsOn = suite.warmMs !== undefined;
  if (!runsOn) await runSettled(system, feeders, warm);
  let before = look();

  const result = await runSettled(system, feeders, measured, async () => {
    const calls = runsOn ? (await runLoad(feeders, warm)).ok : 0;
    before = look();
    return calls;
  });

  const after = look();
  const used = after.cpu.map((sample, index) => cpuBetween(before.cpu[index] ?? sample, sample));
  const wallUs = (after.atMs - before.atMs) * 1e3;
  const ours = used.reduce((sum, us) => sum + us, 0);
  const units = suite.per === "chunk" ? result.ok * sizes.chunks : result.ok;
  const foreignShare = Math.max(0, after.busyUs - before.busyUs - ours) / wallUs;
  return {
    suite: suite.id,
    system: system.id,
    round,
    perUnit: suite.per === "first byte" ? result.firstByteMs.p50 * 1e3 : (used[0] ?? 0) / units,
    calls: result.ok,
    foreignShare,
    isNoisy: foreignShare > FOREIGN_SHARE_MAX,
  };
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
