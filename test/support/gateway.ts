import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";

const project = join(import.meta.dirname, "../..");
const START_MS = 45_000;
const STOP_MS = 10_000;

export interface GatewayOptions {
  /** The text of a configuration file, or what it would say. */
  readonly config?: string | object;
  /** All that the gateway sees of the environment, besides what a program needs to run at all. */
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

export interface RunningGateway {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Everything written to the terminal so far. */
  logs(): string;
  /** As Ctrl-C does. */
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("No free port.");
  return address.port;
}

/** Starts the local gateway the way its users do, with a folder of its own for data, and waits until it answers. */
export async function startGateway({ config, env = {}, args = [] }: GatewayOptions): Promise<RunningGateway> {
  const folder = await mkdtemp(join(tmpdir(), "tollgate-"));
  const port = await freePort();
  const flags = ["--port", String(port), "--state", join(folder, "state"), ...args];
  if (config !== undefined) {
    const file = join(folder, "config.yaml");
    await writeFile(file, typeof config === "string" ? config : stringify(config));
    flags.push("--config", file);
  }
  // The machine's own provider keys must not reach a test.
  const { PATH = "", HOME = "", TMPDIR } = process.env;
  const child = spawn(process.execPath, [join(project, "scripts/dev.ts"), ...flags], {
    // Nor may those of the project's own .dev.vars.
    cwd: folder,
    env: { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, "exit");
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;

  async function stop(): Promise<void> {
    if (isRunning()) {
      child.kill("SIGINT");
      await Promise.race([exited, sleep(STOP_MS, undefined, { ref: false })]);
      if (isRunning()) child.kill("SIGKILL");
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_MS;
  while (!(await answers(`${url}/health/liveliness`))) {
    if (!isRunning() || Date.now() > deadline) {
      await stop();
      throw new Error(`The gateway did not start.\n${output}`);
    }
    await sleep(100);
  }
  return { url, port, pid: child.pid ?? 0, logs: () => output, stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
