/**
 * Plays the limits on a virtual clock: isolates, a bad network and authorities that crash, all from a seed.
 *
 *     node test/simulator/run.ts --seeds 1000            plays seeds 1 to 1000
 *     node test/simulator/run.ts --seed 42               plays one again and tells all that happens
 *     node test/simulator/run.ts --planted --seeds 200   says by which seed each planted fault is found
 *     node test/simulator/run.ts --figures               measures a system in which nothing goes wrong
 */
import { parseArgs } from "node:util";
import { findPlanted } from "./find-planted.ts";
import { measureAway, measureCommands, measureUtilisation } from "./measure.ts";
import { PLANTED_FAULTS } from "./planted-faults.ts";
import { playSeed } from "./play-seed.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    planted: { type: "boolean", default: false },
    figures: { type: "boolean", default: false },
  },
});
const seeds = Number(values.seeds);
const from = Number(values.from);

if (values.figures) await tellFigures();
else if (values.seed !== undefined) await tellSeed(Number(values.seed));
else process.exitCode = (await (values.planted ? playPlanted() : playSeeds())) ? 0 : 1;

async function playSeeds(): Promise<boolean> {
  const startMs = performance.now();
  const sums = { requests: 0, commands: 0, authority: 0, grant: 0, isolate: 0, refused: 0, phantoms: 0 };
  let bad = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const { failures, requests, commands, refused, phantoms, grounds } = await playSeed(seed);
    for (const [name, count] of Object.entries({ requests, commands, refused, phantoms, ...grounds }))
      if (name in sums) sums[name as keyof typeof sums] += count;
    if (failures.length === 0) continue;
    bad += 1;
    console.log(`seed ${seed}: ${failures.length} failures\n  ${failures.slice(0, 5).join("\n  ")}`);
  }
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(0);
  console.log(`${seeds} seeds from ${from} in ${seconds} s: ${bad} with failures`);
  console.log(`${sums.requests} requests, ${sums.commands} commands`);
  console.log(`let in: ${sums.authority} by authorities, ${sums.grant} by grants, ${sums.isolate} by isolates alone`);
  console.log(`refused: ${sums.refused}, of which charged all the same because nobody heard: ${sums.phantoms}`);
  return bad === 0;
}

async function tellSeed(seed: number): Promise<void> {
  const { failures } = await playSeed(seed, {}, (line) => console.log(line));
  console.log(failures.length === 0 ? `seed ${seed}: nothing is wrong` : failures.join("\n"));
  process.exitCode = failures.length === 0 ? 0 : 1;
}

async function playPlanted(): Promise<boolean> {
  let alive = 0;
  for (const [bug, fault] of Object.entries(PLANTED_FAULTS)) {
    const found = await findPlanted(fault, seeds, from);
    if (found === undefined) alive += 1;
    console.log(found === undefined ? `ALIVE: ${bug}` : `seed ${found.seed}: ${bug}: ${found.failure}`);
  }
  const all = Object.keys(PLANTED_FAULTS).length;
  console.log(`${all - alive} of ${all} planted faults found`);
  return alive === 0;
}

async function tellFigures(): Promise<void> {
  console.table(await measureUtilisation());
  console.table(await measureAway());
  console.table(await measureCommands());
}
