/** Runs the gateway on this machine: see `USAGE` in scripts/dev/parse-flags.ts. */
import process from "node:process";
import { stopWithParent } from "./dev/stop-with-parent.ts";

// An exit takes workerd along, and its data survives that. Code 0, or npm would complain of a failure.
const stop = (): void => process.exit(0);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stop);
stopWithParent(stop);

try {
  // Later than the above: loading the rest takes longer than a user may wait before changing their mind.
  const { run } = await import("./dev/run.ts");
  await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
