import { costOf } from "./isolate.ts";
import type { Story } from "./isolate.ts";
import { PERIOD_MS } from "./list-limits.ts";
import type { Limit } from "./list-limits.ts";
import { GRANT_MS } from "./read-exchanges.ts";
import type { View } from "./read-exchanges.ts";
import type { World } from "./world.ts";

/** No period of the calendar, by the authority's clock, holds more than the budget. */
export function checkPeriods(world: World, { counter, limit, duration, holder }: Limit): void {
  const periodOf = (atMs: number): number => (duration === undefined ? 0 : Math.floor(atMs / PERIOD_MS[duration]));
  const spent = new Map<number, number>();
  const add = (atMs: number, amount: number): void =>
    void spent.set(periodOf(atMs), (spent.get(periodOf(atMs)) ?? 0) + amount);
  for (const { id, holders, startedAtMs, cost } of world.ledger.events.values())
    if (id.startsWith("before:") && holders.includes(holder)) add(startedAtMs, cost);
  const before = new Map(spent);
  for (const { atMs, amount } of world.model.chargesOn(counter)) add(atMs, amount);
  for (const [period, sum] of spent)
    if (sum > Math.max(limit, before.get(period) ?? 0)) world.fail(`${counter} holds ${sum} of ${limit} in one period`);
}

/** Nothing is held any more, and what was spent is what the requests came to. */
export function checkRest(world: World): void {
  for (const [shard, { core }] of world.authorities) {
    const { live, parallel, budgets } = core.state;
    if (live.size > 0) world.fail(`${shard} still holds ${[...live.keys()].join(", ")}`);
    for (const [counter, held] of parallel) if (held !== 0) world.fail(`${counter} still counts ${held} running`);
    for (const [counter, { spent, reserved }] of budgets) {
      const expected = world.model.spentOn(counter);
      if (reserved !== 0) world.fail(`${counter} still reserves ${reserved}`);
      if (spent !== expected) world.fail(`${counter} has ${spent} spent, not ${expected}`);
    }
  }
}

/** Who lives to the end tells how it ended. */
export function checkEnding(world: World, { isolate, request, outcome, event }: Story): void {
  if (!isolate.process.isAlive) return;
  if (outcome === undefined) world.fail(`${request.id} was never decided`);
  else if (event === undefined) world.fail(`${request.id} (${outcome}) left no event`);
}

/** One event for each request that told of itself, or had to be told of. */
export function checkLedger(world: World): void {
  const { events } = world.ledger;
  const ids = new Set(world.stories.map(({ request }) => request.id));
  for (const id of events.keys())
    if (!ids.has(id) && !id.startsWith("before:")) world.fail(`the ledger has an event of nobody: ${id}`);
  for (const story of world.stories) {
    if (story.event === undefined) continue;
    const { id } = story.request;
    const expected = story.outcome === "admitted" || story.outcome === "unlimited" ? costOf(story) : 0;
    const cost = events.get(id)?.cost;
    if (cost !== expected) world.fail(`the ledger has ${cost} for ${id} (${story.event}), not ${expected}`);
  }
  for (const name of world.model.owedDrafts) {
    const [id = name] = name.split("/");
    if (!events.has(id)) world.fail(`the ledger never heard of ${id}, which died`);
  }
  for (const { outbox, name } of world.authorities.values())
    if (outbox.size > 0) world.fail(`${name} still has ${outbox.size} events to deliver`);
}

/** Nobody who asked after a key's change was acknowledged came in with the copy before; grants may still be used up. */
export function checkRevocations(world: World, view: View): void {
  for (const { key, epoch, heardAtMs } of world.revoked)
    for (const story of world.stories) {
      const isOld = story.request.customer.key === key && story.epoch < epoch;
      const isLate = story.askedAtMs > heardAtMs + (world.scenario.leases === "off" ? 0 : GRANT_MS);
      if (isOld && isLate && story.outcome === "admitted" && view.own(story).has(`${key}/requests`))
        world.fail(`${story.request.id} came in with epoch ${story.epoch} of ${key} after ${epoch} was acknowledged`);
    }
}

export function checkCalm(world: World, alone: number, phantoms: number): void {
  if (alone > 0) world.fail(`${alone} requests were let in by their isolates alone, though nothing was away`);
  if (phantoms > 0) world.fail(`${phantoms} refused requests were charged, though nothing was lost`);
  if (world.model.expiries > 0) world.fail(`${world.model.expiries} leases ran out, though nobody died`);
  const odd = world.stories.find(({ outcome }) => outcome === "limits_unavailable" || outcome === "store_unavailable");
  if (odd !== undefined) world.fail(`${odd.request.id} found ${odd.outcome}, though nothing was away`);
}
