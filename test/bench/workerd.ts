import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pidOf, startProcess, WORKER_CORES } from "./processes.ts";

/** One worker and what it is bound to. `d1` and `kv` are the ports of their servers; its objects are in the same process. */
export interface WorkerDefinition {
  readonly name: string;
  /** Path of its only module: a bundle without TypeScript. */
  readonly module: string;
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly d1?: Binding;
  readonly kv?: Binding;
  readonly objects?: { readonly name: string; readonly className: string };
}

interface Binding {
  readonly name: string;
  readonly port: number;
}

export interface RunningWorker {
  readonly pid: number;
  readonly port: number;
  readonly inspectorPort: number | undefined;
}

const READY_WITHIN_MS = 15_000;
const TEXT = JSON.stringify;

/** The real binary: the package's `workerd` is a Node program that starts it, and its pid would be the wrong one. */
export function workerdBinary(): string {
  const require = createRequire(createRequire(import.meta.url).resolve("wrangler/package.json"));
  return require.resolve(
    `@cloudflare/workerd-${process.platform}-${process.arch === "x64" ? "64" : process.arch}/bin/workerd`,
  );
}

/** `objectsFolder` is where objects keep what they store: in memory they would have no SQL. */
function configOf(worker: WorkerDefinition, objectsFolder: string): string {
  const externals = Object.entries({ d1: worker.d1, kv: worker.kv }).flatMap(([name, binding]) =>
    binding === undefined ? [] : [`(name = "${name}", external = (address = "127.0.0.1:${binding.port}", http = ()))`],
  );
  const bindings = Object.entries(worker.variables).map(
    ([name, text]) => `(name = ${TEXT(name)}, text = ${TEXT(text)})`,
  );
  if (worker.d1 !== undefined) {
    const wrapped = `(moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = "d1")])`;
    bindings.push(`(name = ${TEXT(worker.d1.name)}, wrapped = ${wrapped})`);
  }
  if (worker.kv !== undefined) bindings.push(`(name = ${TEXT(worker.kv.name)}, kvNamespace = "kv")`);
  const { objects } = worker;
  if (objects !== undefined)
    bindings.push(`(name = ${TEXT(objects.name)}, durableObjectNamespace = ${TEXT(objects.className)})`);
  const namespaces =
    objects === undefined
      ? ""
      : `,
  durableObjectNamespaces = [(className = ${TEXT(objects.className)}, uniqueKey = "bench", enableSql = true)],
  durableObjectStorage = (localDisk = "objects")`;
  const services = [
    `(name = "main", worker = .worker)`,
    `(name = "internet", network = (allow = ["public", "private", "local"]))`,
    ...externals,
    ...(objects === undefined ? [] : [`(name = "objects", disk = (path = ${TEXT(objectsFolder)}, writable = true))`]),
  ];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${services.join(", ")}],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed ${TEXT(`${worker.name}.js`)})],
  compatibilityDate = ${TEXT(worker.compatibilityDate)},
  compatibilityFlags = [${worker.compatibilityFlags.map((flag) => TEXT(flag)).join(", ")}],
  bindings = [${bindings.join(", ")}]${namespaces}
);
`;
}

export async function startWorkerd(folder: string, worker: WorkerDefinition, inspect = false): Promise<RunningWorker> {
  const config = join(folder, `${worker.name}.capnp`);
  const log = join(folder, `${worker.name}.log`);
  writeFileSync(join(folder, `${worker.name}.js`), readFileSync(worker.module));
  const objectsFolder = join(folder, `${worker.name}.objects`);
  mkdirSync(objectsFolder);
  writeFileSync(config, configOf(worker, objectsFolder));
  const output = openSync(log, "w");
  const argv = [
    workerdBinary(),
    "serve",
    "--control-fd=3",
    ...(inspect ? ["--inspector-addr=127.0.0.1:0"] : []),
    config,
  ];
  const child = startProcess(argv, WORKER_CORES, ["ignore", output, output, "pipe"]);
  const control = child.stdio[3];
  if (!(control instanceof Readable)) throw new Error("workerd has no control channel");

  const ports = new Map<string, number>();
  const timer = setTimeout(() => child.kill(), READY_WITHIN_MS);
  for await (const line of createInterface({ input: control })) {
    const told = JSON.parse(line) as { event: string; socket?: string; port: number };
    ports.set(told.socket ?? told.event, told.port);
    if (ports.has("http") && (!inspect || ports.has("listen-inspector"))) break;
  }
  clearTimeout(timer);
  const port = ports.get("http");
  if (port === undefined) throw new Error(`workerd did not start ${worker.name}:\n${readFileSync(log, "utf8")}`);
  return { pid: pidOf(child), port, inspectorPort: ports.get("listen-inspector") };
}
