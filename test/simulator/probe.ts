import { listLimits } from "./list-limits.ts";
import type { Story } from "./isolate.ts";
import { TOKEN_PRICE } from "./plan-scenario.ts";
import type { Customer } from "./plan-scenario.ts";
import type { World } from "./world.ts";

const ESTIMATE = 50;
const DECIDED_WITHIN_MS = 1_000;
/** All of a customer's requests run at the same time, and in the same minute. */
const DURATION_MS = 50_000;
/** So that all of them fit into a minute, and a period. */
const PROBES_MAX = 45;
/** Until windows are empty again. */
const PAUSE_MS = 125_000;
/** Part of a limit that isolates may hold in grants without using it. */
const GRANTED_SHARE = 0.2;

/** When everything is well again, each customer gets what its limits allow, to the last request, and no more. */
export async function probe(world: World): Promise<void> {
  for (const [index, customer] of world.scenario.customers.entries()) {
    const { exactly, atMost } = countAllowed(world, customer);
    let admitted = 0;
    for (let isFull = false; !isFull && admitted < PROBES_MAX;) {
      const story = await askNow(world, customer, `probe${index}-${admitted}`);
      isFull = story?.outcome !== "admitted";
      if (!isFull) admitted += 1;
    }
    const least = world.scenario.leases === "off" ? exactly : Math.floor(exactly * (1 - GRANTED_SHARE));
    if (admitted > atMost || admitted < Math.min(least, PROBES_MAX))
      world.fail(`${customer.key} has room for ${least} to ${atMost} more requests, and ${admitted} were let in`);
    await world.run(PAUSE_MS);
  }
}

async function askNow(world: World, customer: Customer, id: string): Promise<Story | undefined> {
  const request = { id, customer, isolate: 0, estimate: ESTIMATE, truth: ESTIMATE, durationMs: DURATION_MS };
  let story: Story | undefined;
  world.time.after(0, () => (story = world.ask({ ...request, atMs: world.time.nowMs })));
  await world.run(DECIDED_WITHIN_MS);
  return story;
}

/** A budget whose period is not the calendar's, because a clock was wrong, may have less left. */
function countAllowed(world: World, { limits }: Customer): { readonly exactly: number; readonly atMost: number } {
  const bounds = listLimits(limits, world.scenario)
    .filter(({ isShadow }) => !isShadow)
    .map(({ metric, limit, counter, duration }) => {
      const room = {
        requests: limit,
        tokens: Math.floor(limit / ESTIMATE),
        parallel: limit,
        cost: Math.floor((limit - world.model.spentOn(counter)) / (ESTIMATE * TOKEN_PRICE)),
      }[metric];
      const full = Math.floor(limit / (ESTIMATE * TOKEN_PRICE));
      return duration === undefined ? { exactly: room, atMost: room } : { exactly: 0, atMost: full };
    });
  return {
    exactly: Math.max(0, Math.min(...bounds.map(({ exactly }) => exactly))),
    atMost: Math.max(0, Math.min(...bounds.map(({ atMost }) => atMost))),
  };
}
