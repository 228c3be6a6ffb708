import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { applyMigrations } from "./apply-migrations.ts";
import type { Variables } from "./collect-variables.ts";

/** As in wrangler.toml. */
const COMPATIBILITY_DATE = "2026-11-01";
const COMPATIBILITY_FLAGS = ["nodejs_compat", "enable_request_signal"];

const NO_WORKER = `
  import { DurableObject } from "cloudflare:workers";
  export class Counters extends DurableObject {}
  export class Signals extends DurableObject {}
  export class Runs extends DurableObject {}
  export class Batches extends DurableObject {}
  export default {};`;

export interface WorkerInput {
  /** The worker as one module. */
  readonly script: string;
  readonly variables: Variables;
}

export interface LocalWorker {
  /** Serves on this port of 127.0.0.1, in place of what was served before, and tells the port (0 is any). */
  serve(port: number, input: WorkerInput): Promise<number>;
}

/** A runtime with its data in this folder and the database up to date. It ends with this process. */
export async function openWorker(state: string): Promise<LocalWorker> {
  const optionsFor = (port: number, { script, variables }: WorkerInput) =>
    convertV4MiniflareOptions({
      name: "tollgate",
      modules: true,
      script,
      compatibilityDate: COMPATIBILITY_DATE,
      compatibilityFlags: COMPATIBILITY_FLAGS,
      bindings: { ...variables, TOLLGATE_LOCAL: "1" },
      d1Databases: { DB: "tollgate" },
      kvNamespaces: { KEYS: "keys" },
      r2Buckets: { FILES: "files" },
      durableObjects: {
        COUNTERS: { className: "Counters", useSQLite: true },
        SIGNALS: { className: "Signals", useSQLite: true },
        RUNS: { className: "Runs", useSQLite: true },
        BATCHES: { className: "Batches", useSQLite: true },
      },
      resourcePersistencePath: state,
      host: "127.0.0.1",
      port,
      // Neither is of use here, and both would go out to the network.
      cf: false,
      telemetry: { enabled: false },
      log: new Log(LogLevel.ERROR),
    });
  // Nobody is served before the tables are there, so the port comes later.
  const runtime = new Miniflare(optionsFor(0, { script: NO_WORKER, variables: {} }));
  await applyMigrations(await runtime.getD1Database("DB"));
  return {
    async serve(port, input) {
      await runtime.setOptions(optionsFor(port, input));
      return Number((await runtime.ready).port);
    },
  };
}
