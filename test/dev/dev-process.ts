import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";

const project = join(import.meta.dirname, "../..");
const WAIT_MS = 45_000;

/** A folder with these files, gone when the test is over. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "tollgate-dev-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

export interface Started {
  readonly child: ChildProcess;
  /** All that was printed so far. */
  output(): string;
  /** Waits until the output matches. Throws when the process ends before. */
  until(pattern: RegExp): Promise<string>;
  /** Waits for the end and gives the exit code. */
  code(): Promise<number | null>;
  /** What still runs of the process and all that it started, as lines of `ps`. */
  leftovers(): readonly string[];
}

interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command in a process group of its own, which is killed when the test is over. */
export function start(command: string, args: readonly string[], { cwd, env = {} }: Surroundings): Started {
  // The machine's own keys must not reach a test.
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(command, args, {
    cwd,
    detached: true,
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const group = child.pid ?? 0;
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const closed = once(child, "close");
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const leftovers = (): readonly string[] =>
    execFileSync("ps", ["-eo", "pgid=,stat=,args="], { encoding: "utf8" })
      .split("\n")
      .filter((line) => new RegExp(`^\\s*${group}\\s+[^Z]`).test(line));
  onTestFinished(() => {
    if (leftovers().length > 0) process.kill(-group, "SIGKILL");
  });
  return {
    child,
    output: () => output,
    async until(pattern) {
      const deadline = Date.now() + WAIT_MS;
      while (!pattern.test(output)) {
        if (hasEnded() || Date.now() > deadline)
          throw new Error(`Waited in vain for ${String(pattern)} in:\n${output}`);
        await sleep(50);
      }
      return output;
    },
    async code() {
      await closed;
      return child.exitCode;
    },
    leftovers,
  };
}

/** The dev command as it is, on any free port, with its data in the folder. */
export function startDev(args: readonly string[], surroundings: Surroundings): Started {
  const port = args.includes("--port") ? [] : ["--port", "0"];
  return start(process.execPath, [join(project, "scripts/dev.ts"), ...port, ...args], surroundings);
}

/** The address it serves, once it says so. */
export async function addressOf(started: Started): Promise<string> {
  const output = await started.until(/Ctrl-C/);
  return /Tollgate serves (\S+)/.exec(output)?.[1] ?? "";
}
