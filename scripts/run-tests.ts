import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** Suites that run in one process of the test runner, and how many of their files at a time. */
interface Lane {
  readonly projects: readonly string[];
  readonly workers: number;
  /** Which part of the files of its suite, where another lane has the rest. */
  readonly shard?: string;
}

/**
 * Every suite. The first group keeps all cores busy by itself (the runner would leave one free). Those that start processes
 * and wait for them run beside each other, in three lanes of about the same length, one file at a time in each.
 */
const GROUPS: readonly (readonly Lane[])[] = [
  [{ projects: ["unit", "conformance", "workerd", "layers"], workers: availableParallelism() }],
  [
    { projects: ["flows"], workers: 1, shard: "1/2" },
    { projects: ["flows"], workers: 1, shard: "2/2" },
    { projects: ["runtime", "faults", "authorities"], workers: 1 },
  ],
];

async function run({ projects, workers, shard }: Lane): Promise<boolean> {
  const flags = projects.flatMap((project) => ["--project", project]);
  if (shard !== undefined) flags.push(`--shard=${shard}`);
  const child = spawn("vitest", ["run", `--maxWorkers=${workers}`, ...flags], { stdio: "inherit" });
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  child.on("error", reject);
  child.on("close", (code) => resolve(code === 0));
  return await promise;
}

for (const lanes of GROUPS) {
  const passed = await Promise.all(lanes.map(run));
  if (passed.includes(false)) process.exit(1);
}
