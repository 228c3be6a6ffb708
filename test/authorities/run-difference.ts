/**
 * Compares the Lua of the Redis store with the reference core, on a redis-server that this command starts.
 *
 *     node test/authorities/run-difference.ts --ops 1000000 --seed 1
 *     node test/authorities/run-difference.ts --mutants
 */
import { parseArgs } from "node:util";
import { REDIS_MISSING, hasRedisServer, startRedisServer } from "../support/redis-server.ts";
import { RespClient } from "../support/resp-client.ts";
import { type Difference, findDifference } from "./find-difference.ts";
import { LuaAuthority, SCRIPTS_ON_VIRTUAL_CLOCK } from "./lua-authority.ts";
import { MUTANTS, mutate } from "./mutants.ts";
import { ReferenceAuthority } from "./reference-authority.ts";

const { values } = parseArgs({
  options: {
    ops: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    mutants: { type: "boolean", default: false },
  },
});
const wanted = { operations: Number(values.ops), seed: Number(values.seed) };
/** Between two rounds the server's memory is emptied. */
const ROUND = 100_000;
const reference = new ReferenceAuthority();

if (!hasRedisServer) {
  console.error(`Nothing was compared: ${REDIS_MISSING}.`);
  process.exit(2);
}
const redis = await startRedisServer();
const client = await RespClient.connect(redis.port);
try {
  process.exitCode = (await (values.mutants ? playMutants() : playOriginal())) ? 0 : 1;
} finally {
  client.close();
  await redis.stop();
}

async function playOriginal(): Promise<boolean> {
  const startMs = performance.now();
  const lua = await LuaAuthority.load(client, SCRIPTS_ON_VIRTUAL_CLOCK);
  let done = 0;
  let seed = wanted.seed;
  let difference: Difference | undefined;
  while (done < wanted.operations && difference === undefined) {
    const outcome = await findDifference(reference, lua, { operations: ROUND, seed });
    ({ difference } = outcome);
    done += outcome.operations;
    seed += outcome.episodes;
    await client.send("FLUSHALL");
  }
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
  console.log(`${done} operations from seed ${wanted.seed} in ${seconds} s: ${difference ? 1 : 0} differences`);
  if (difference !== undefined) tell(difference);
  return difference === undefined;
}

async function playMutants(): Promise<boolean> {
  let alive = 0;
  for (const mutant of MUTANTS) {
    const lua = await LuaAuthority.load(client, mutate(SCRIPTS_ON_VIRTUAL_CLOCK, mutant));
    const { operations, difference } = await findDifference(reference, lua, wanted);
    if (difference === undefined) alive++;
    const fate = difference === undefined ? "ALIVE " : "killed";
    const steps = difference === undefined ? "" : `, shown by ${difference.trail.length}`;
    console.log(`${fate} within ${operations} operations${steps}: ${mutant.bug}`);
    await client.send("FLUSHALL");
  }
  console.log(`${MUTANTS.length} mutants, ${MUTANTS.length - alive} killed`);
  return alive === 0;
}

function tell({ seed, trail, expected, found }: Difference): void {
  console.log(`seed ${seed}, ${trail.length} operations:`);
  for (const operation of trail) console.log(`  ${JSON.stringify(operation)}`);
  console.log(`  expected ${expected}\n  found    ${found}`);
}
