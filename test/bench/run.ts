/**
 * `npm run bench`: CPU and delay of the gateway against a worker that only forwards, in one run and interleaved.
 * --quick (a minute) · --systems bare,minimal,counted,leased,tollgate · --suites whole,stream,… · --reps N · --out FILE.json · --verbose
 * --profile: instead, where the time of the last of `--systems` goes under the first of `--suites`
 *   (--seconds 4 · --top 40 · --out FILE.cpuprofile).
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkAnswers } from "./check-answers.ts";
import { measure, type Sample, warmUp } from "./measure.ts";
import { onLinux, stopAllProcesses } from "./processes.ts";
import { profile } from "./profile.ts";
import { noiseWarning, summarize, tableOf } from "./report.ts";
import { measureStuckReaders, type StuckResult } from "./stuck-reader.ts";
import { DEFAULT_SIZES, QUICK_SIZES, SUITES, SYSTEMS, type Sizes } from "./suites.ts";
import { startFeeders, startSystem, type Feeders, type System } from "./systems.ts";

const STUCK_SUITE = "stuck";
const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    systems: { type: "string", default: SYSTEMS.join(",") },
    suites: { type: "string", default: [...SUITES.map(({ id }) => id), STUCK_SUITE].join(",") },
    reps: { type: "string" },
    out: { type: "string" },
    verbose: { type: "boolean", default: false },
    profile: { type: "boolean", default: false },
    seconds: { type: "string", default: "4" },
    top: { type: "string", default: "40" },
  },
});

async function measureAll(
  systems: readonly System[],
  feeders: Feeders,
  sizes: Sizes,
  chosen: readonly string[],
): Promise<Sample[]> {
  const suites = SUITES.filter(({ id }) => chosen.includes(id));
  await checkAnswers(suites, systems);
  for (const suite of suites) {
    for (const system of systems.filter(({ id }) => suite.systems.includes(id)))
      await warmUp(suite, system, feeders, sizes);
  }
  const samples: Sample[] = [];
  for (let repetition = 0; repetition < sizes.repetitions; repetition++) {
    for (const suite of suites) {
      const slices = suite.per === "chunk" ? 1 : sizes.slices;
      const able = systems.filter(({ id }) => suite.systems.includes(id));
      for (let turn = 0; turn < slices * able.length; turn++) {
        const slice = repetition * slices + Math.floor(turn / able.length);
        // Nobody is always the one that follows the heaviest.
        const system = able[(turn + slice) % able.length];
        if (system === undefined) continue;
        const sample = await measure(suite, system, feeders, sizes, slice);
        samples.push(sample);
        if (options.verbose)
          console.error(
            `${slice} ${suite.id} ${system.id} ${sample.perUnit.toFixed(1)} µs, foreign ${sample.foreignShare.toFixed(2)}`,
          );
      }
    }
  }
  return samples;
}

async function compare(folder: string, feeders: Feeders, sizes: Sizes, chosen: readonly string[]): Promise<void> {
  const systems: System[] = [];
  for (const id of SYSTEMS.filter((system) => options.systems.split(",").includes(system))) {
    systems.push(await startSystem(id, folder, feeders, sizes));
  }
  // First of all: a process keeps what other suites once made it grow by.
  const stuck: StuckResult[] = [];
  if (chosen.includes(STUCK_SUITE)) {
    for (const system of systems.filter(({ id }) => id === "bare" || id === "tollgate"))
      stuck.push(await measureStuckReaders(system, feeders, sizes));
  }
  const samples = await measureAll(systems, feeders, sizes, chosen);
  const rows = summarize(samples, stuck);
  console.log(`\n${tableOf(rows)}`);
  const noise = noiseWarning(samples);
  if (noise !== undefined) console.log(`\n${noise}`);
  if (options.out !== undefined)
    writeFileSync(options.out, `${JSON.stringify({ sizes, noise, rows, stuck, samples }, undefined, 2)}\n`);
}

async function profileOne(folder: string, feeders: Feeders, sizes: Sizes, chosen: readonly string[]): Promise<void> {
  const id = SYSTEMS.findLast((system) => options.systems.split(",").includes(system));
  const suite = SUITES.find((row) => chosen.includes(row.id));
  if (id === undefined || suite === undefined) throw new Error("There is no such system or suite to profile.");
  await profile(id, suite, folder, feeders, sizes, {
    seconds: Number(options.seconds),
    top: Number(options.top),
    out: options.out,
  });
}

async function main(): Promise<void> {
  if (!onLinux) throw new Error("The CPU figures come from /proc: this runs on Linux only.");
  const size = options.quick ? QUICK_SIZES : DEFAULT_SIZES;
  const sizes = { ...size, repetitions: Number(options.reps ?? size.repetitions) };
  const chosen = options.suites.split(",");
  const folder = mkdtempSync(join(tmpdir(), "tollgate-bench-"));
  try {
    const feeders = await startFeeders();
    await (options.profile ? profileOne : compare)(folder, feeders, sizes, chosen);
  } finally {
    await stopAllProcesses();
    rmSync(folder, { recursive: true });
  }
}

process.once("SIGINT", () => void stopAllProcesses().then(() => process.exit(130)));
await main();
