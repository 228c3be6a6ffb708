import { spawn, spawnSync, type ChildProcess, type StdioOptions } from "node:child_process";
import { existsSync } from "node:fs";
import type { Server } from "node:net";
import { availableParallelism } from "node:os";
import { join } from "node:path";

const cores = availableParallelism();
const canPin = cores > 1 && spawnSync("taskset", ["-c", "0", "true"]).status === 0;
/** The measured worker has the last core to itself; all that feeds it shares the others. */
export const WORKER_CORES = canPin ? String(cores - 1) : undefined;
export const FEEDER_CORES = canPin ? `0-${cores - 2}` : undefined;

const STOP_GRACE_MS = 3_000;
const READY_WITHIN_MS = 15_000;
const started = new Set<ChildProcess>();

export function startProcess(argv: readonly string[], on: string | undefined, stdio: StdioOptions): ChildProcess {
  const [command = "", ...args] = on === undefined ? argv : ["taskset", "-c", on, ...argv];
  const child = spawn(command, args, { stdio });
  started.add(child);
  child.once("exit", () => started.delete(child));
  return child;
}

export async function stopAllProcesses(): Promise<void> {
  const ending = [...started].map((child) => new Promise((resolve) => child.once("exit", resolve)));
  for (const child of started) child.kill("SIGTERM");
  const force = setTimeout(() => {
    for (const child of started) child.kill("SIGKILL");
  }, STOP_GRACE_MS);
  await Promise.all(ending);
  clearTimeout(force);
}

export interface Feeder {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
}

/** Starts one of this folder's servers as a process of its own and waits for its port. */
export async function startFeeder(file: string, ...args: readonly string[]): Promise<Feeder> {
  const script = join(import.meta.dirname, file);
  const child = startProcess(
    [process.execPath, "--disable-warning=ExperimentalWarning", script, ...args],
    FEEDER_CORES,
    ["ignore", "inherit", "inherit", "ipc"],
  );
  const { port } = await nextMessage<{ port: number }>(child, READY_WITHIN_MS);
  return { child, pid: pidOf(child), port };
}

export function nextMessage<T>(child: ChildProcess, withinMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => reject(new Error(`${child.spawnargs.join(" ")}: ${reason}`));
    const timer = setTimeout(() => fail(`said nothing for ${withinMs} ms`), withinMs);
    const exited = (): void => fail("ended early");
    child.once("exit", exited);
    child.once("message", (message) => {
      clearTimeout(timer);
      child.off("exit", exited);
      resolve(message as T);
    });
  });
}

export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`${child.spawnfile} could not be started`);
  return child.pid;
}

/** For the other side: serves on a free port, tells it, and ends when the process that started it is gone. */
export function serveUntilOrphaned(server: Server): void {
  process.once("disconnect", () => process.exit());
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address !== null && typeof address === "object") process.send?.({ port: address.port });
  });
}

export const onLinux = existsSync("/proc/self/schedstat");
