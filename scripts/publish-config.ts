/**
 * Writes the configuration that `wrangler deploy` puts into the worker: .tollgate/config.json from tollgate.yaml, or
 * from the file that --config or TOLLGATE_CONFIG names. Tells every problem; ends with 1 and writes nothing on an error.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { loadConfig, printProblems } from "./dev/load-config.ts";

const FOLDER = ".tollgate";

try {
  const { values } = parseArgs({ options: { config: { type: "string" } } });
  const loaded = loadConfig(values.config || process.env["TOLLGATE_CONFIG"] || "tollgate.yaml");
  if (printProblems(loaded)) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, "config.json"), JSON.stringify(loaded.config));
  } else {
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
