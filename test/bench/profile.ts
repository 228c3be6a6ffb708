import { writeFileSync } from "node:fs";
import { openInspector, type CpuProfile } from "./inspector.ts";
import { runLoad } from "./measure.ts";
import { pacedStream, WARM_STREAM, type Sizes, type Suite, type SystemId } from "./suites.ts";
import { startSystem, type Feeders } from "./systems.ts";

const SAMPLE_EVERY_US = 200;

export interface ProfileOptions {
  readonly seconds: number;
  /** How many functions to print. */
  readonly top: number;
  /** Where to keep the profile for a browser's developer tools (`.cpuprofile`). */
  readonly out: string | undefined;
}

/** Microseconds of each function's own time. */
function ownTimes(recorded: CpuProfile): Map<string, number> {
  const names = new Map(
    recorded.nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => [
      id,
      `${functionName || "(anonymous)"}${url === "" ? "" : `  ${url.split("/").at(-1)}:${lineNumber + 1}`}`,
    ]),
  );
  const times = new Map<string, number>();
  for (const [index, id] of recorded.samples.entries()) {
    const name = names.get(id) ?? "(unknown)";
    times.set(name, (times.get(name) ?? 0) + (recorded.timeDeltas[index] ?? 0));
  }
  return times;
}

function printTimes(times: ReadonlyMap<string, number>, calls: number, top: number): void {
  const busy = [...times].filter(([name]) => name !== "(idle)");
  const total = busy.reduce((sum, [, us]) => sum + us, 0);
  console.log(`${calls} calls\n`);
  for (const [name, us] of busy.toSorted((a, b) => b[1] - a[1]).slice(0, top)) {
    console.log(`${((us / total) * 100).toFixed(1).padStart(5)} %  ${name}`);
  }
}

/**
 * Records a CPU profile of one worker under a suite's load and prints the functions with the most time of their own.
 * Only JavaScript is told apart; all that the runtime does itself is `(program)`. Shares, not times: a worker that
 * waits for paced streams has idle time counted to whatever ran last.
 */
export async function profile(
  id: SystemId,
  suite: Suite,
  folder: string,
  feeders: Feeders,
  sizes: Sizes,
  options: ProfileOptions,
): Promise<void> {
  const system = await startSystem(id, folder, feeders, sizes, true);
  const { path, body, endsWith } = suite.call(id, suite.per === "chunk" ? pacedStream(sizes) : WARM_STREAM);
  const { port, headers } = system;
  const job = {
    port,
    headers,
    path,
    body,
    endsWith,
    connections: suite.connections,
    callsMax: Number.MAX_SAFE_INTEGER,
    spreadMs: sizes.gapMs,
  };
  await runLoad(feeders, { ...job, durationMs: sizes.warmUpMs });
  const inspector = await openInspector(system.inspectorPort ?? 0);
  await inspector.startProfile(SAMPLE_EVERY_US);
  const { ok } = await runLoad(feeders, { ...job, durationMs: options.seconds * 1_000 });
  const recorded = await inspector.stopProfile();
  inspector.close();
  printTimes(ownTimes(recorded), ok, options.top);
  if (options.out !== undefined) writeFileSync(options.out, JSON.stringify(recorded));
}
