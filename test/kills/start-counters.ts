import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { Readable } from "node:stream";
import { build, stop } from "esbuild";
import { workerdBinary } from "../bench/workerd.ts";

export interface RunningCounters {
  readonly port: number;
  /** SIGKILL: nothing is flushed, nobody is told. */
  kill(): Promise<void>;
}

/** The worker's only module and its configuration, in this folder, with its objects on disk. */
export async function prepareCounters(folder: string, ledgerPort: number): Promise<string> {
  await build({
    entryPoints: [join(import.meta.dirname, "counter-worker.ts")],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    target: "es2024",
    external: ["cloudflare:*"],
    logLevel: "silent",
  });
  await stop();
  mkdirSync(join(folder, "objects"));
  const config = join(folder, "counters.capnp");
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "objects", disk = (path = ${JSON.stringify(join(folder, "objects"))}, writable = true)),
    (name = "ledger", external = (address = "127.0.0.1:${ledgerPort}", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ["nodejs_compat"],
  durableObjectNamespaces = [(className = "Counters", uniqueKey = "counters", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
  bindings = [
    (name = "COUNTERS", durableObjectNamespace = "Counters"),
    (name = "LEDGER", service = "ledger"),
  ]
);
`,
  );
  return config;
}

export async function startCounters(config: string): Promise<RunningCounters> {
  const child = spawn(workerdBinary(), ["serve", "--experimental", "--control-fd=3", config], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  const control = child.stdio[3];
  if (!(control instanceof Readable)) throw new Error("workerd has no control channel");
  for await (const line of createInterface({ input: control })) {
    const { event, port } = JSON.parse(line) as { readonly event: string; readonly port: number };
    if (event !== "listen") continue;
    return {
      port,
      async kill() {
        child.kill("SIGKILL");
        await ended;
      },
    };
  }
  throw new Error(`workerd did not start:\n${complaints}`);
}
