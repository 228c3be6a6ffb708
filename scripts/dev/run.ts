import { mkdirSync, watchFile, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import type { GatewayConfig } from "../../src/config/gateway-config.ts";
import { bundleWorker } from "./bundle-worker.ts";
import { checkPort } from "./check-port.ts";
import { collectVariables } from "./collect-variables.ts";
import { describeStart } from "./describe-start.ts";
import { type LoadedConfig, loadConfig, loadOneModel, printProblems } from "./load-config.ts";
import { openWorker, type WorkerInput } from "./local-worker.ts";
import { type DevFlags, parseFlags, USAGE } from "./parse-flags.ts";
import { pickModel } from "./pick-model.ts";

const VARIABLES_FILE = ".dev.vars";
const WATCH_MS = 500;

/** Serves until the process ends. Throws an `Error` whose message is for the one who started it. */
export async function run(args: readonly string[]): Promise<void> {
  const flags = parseFlags(args);
  if (flags.help) return console.log(USAGE);
  const { source } = flags;
  const loaded = load(source);
  if (!printProblems(loaded)) throw new Error("The configuration has errors.");
  if (flags.port !== 0) await checkPort(flags.port);
  const state = resolve(flags.state);
  const [worker, input] = await Promise.all([openWorker(state), buildInput(loaded.config, state)]);
  const port = await worker.serve(flags.port, input);
  const model = "model" in source ? source.model : pickModel(loaded.config, input.variables);
  console.log(describeStart(`http://localhost:${port}`, loaded.config, input.variables, model));
  if ("model" in source) return;
  const serve = async (config: GatewayConfig): Promise<void> =>
    void (await worker.serve(port, await buildInput(config, state)));
  reloadOnChange(() => load(source), loaded.files, serve);
}

const load = (source: DevFlags["source"]): LoadedConfig =>
  "model" in source ? loadOneModel(source.model) : loadConfig(source.file);

async function buildInput(config: GatewayConfig, state: string): Promise<WorkerInput> {
  const snapshot = join(state, "config.json");
  mkdirSync(state, { recursive: true });
  writeFileSync(snapshot, JSON.stringify(config));
  return { script: await bundleWorker(snapshot), variables: collectVariables(config, process.env, VARIABLES_FILE) };
}

/** Puts every later version of the files to work; one with errors is told and left out. */
function reloadOnChange(
  loadAgain: () => LoadedConfig,
  files: readonly string[],
  serve: (config: GatewayConfig) => Promise<void>,
): void {
  const watched = new Set<string>();
  let turn = Promise.resolve();
  const reload = async (): Promise<void> => {
    const loaded = loadAgain();
    watch(loaded.files);
    if (!printProblems(loaded)) throw new Error("The configuration has errors; the one before stays in use.");
    await serve(loaded.config);
    console.log("The configuration was loaded again.");
  };
  const watch = (found: readonly string[]): void => {
    for (const file of found) {
      if (watched.has(file)) continue;
      watched.add(file);
      watchFile(file, { interval: WATCH_MS }, (now, before) => {
        // A file that is not there is told of once.
        if (now.mtimeMs === before.mtimeMs) return;
        turn = turn
          .then(reload)
          .catch((error: unknown) => console.error(error instanceof Error ? error.message : String(error)));
      });
    }
  };
  watch([...files, VARIABLES_FILE]);
}
