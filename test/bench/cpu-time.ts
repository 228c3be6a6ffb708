import { readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;
const NS_PER_TICK = 1e9 / TICKS_PER_SECOND;

export interface CpuSample {
  /** Nanoseconds by thread, exact. */
  readonly threads: ReadonlyMap<string, number>;
  /** Nanoseconds of the process with the threads that have ended, in steps of 10 ms. */
  readonly coarse: number;
}

export function sampleCpu(pid: number): CpuSample {
  const threads = new Map<string, number>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const schedstat = readOrEmpty(`/proc/${pid}/task/${thread}/schedstat`);
    threads.set(thread, Number(schedstat.split(" ")[0] ?? 0));
  }
  const fields = statFields(pid);
  return { threads, coarse: (Number(fields[11]) + Number(fields[12])) * NS_PER_TICK };
}

/** Microseconds that a process used between two samples, in all its threads. */
export function cpuBetween(before: CpuSample, after: CpuSample): number {
  let exact = 0;
  for (const [thread, ns] of after.threads) exact += ns - (before.threads.get(thread) ?? 0);
  const coarse = after.coarse - before.coarse;
  // Only the coarse figure knows of threads that ended in between; it is off by up to two ticks.
  return Math.max(exact, coarse - 2 * NS_PER_TICK) / 1e3;
}

/** Microseconds that the whole machine was busy since it started. */
export function machineBusy(): number {
  const [user, nice, system, , , irq, softirq, steal] =
    readFileSync("/proc/stat", "utf8").split("\n", 1)[0]?.split(/\s+/).slice(1).map(Number) ?? [];
  return (((user ?? 0) + (nice ?? 0) + (system ?? 0) + (irq ?? 0) + (softirq ?? 0) + (steal ?? 0)) * NS_PER_TICK) / 1e3;
}

/** Megabytes of a process that are in memory. */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readOrEmpty(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

/** After the command's name, which may hold spaces: `utime` is the 12th of these, `stime` the 13th (proc_pid_stat(5)). */
function statFields(pid: number): string[] {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** A thread may end between the listing and the look at it. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
