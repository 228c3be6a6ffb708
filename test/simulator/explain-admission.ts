import { costOf, decidedAt } from "./isolate.ts";
import type { Story } from "./isolate.ts";
import { listLimits } from "./list-limits.ts";
import { isAdmission, nameOf } from "./read-exchanges.ts";
import type { View } from "./read-exchanges.ts";
import type { Told, World } from "./world.ts";

/** Who let a request in: an authority in its own name, a grant, or its isolate alone for some of its counters. */
export type Ground = "authority" | "grant" | "isolate" | "unclear";

/** Fails for whatever cannot be explained. */
export function explainAdmission(world: World, view: View, story: Story): Ground {
  const limits = listLimits(story.request.customer.limits, world.scenario).filter(
    ({ metric }) => metric !== "cost" || story.request.estimate > 0,
  );
  const own = view.own(story);
  const atMs = decidedAt(story);
  const told = view.of(nameOf(story));
  const admitting = new Set(told.filter(isAdmission).map(({ shard }) => shard));
  const givenBack = told.find(
    ({ asked, sentAtMs, shard }) => asked.op === "settle" && sentAtMs < atMs && admitting.has(shard),
  );
  if (givenBack !== undefined)
    world.fail(`${nameOf(story)} was let in on what it had given back to ${givenBack.shard}`);
  if (limits.every(({ counter }) => own.has(counter))) return "authority";
  if (told.length === 0 && world.scenario.leases !== "off") {
    const granted = view.granted(story.isolate, atMs);
    if (limits.every(({ counter }) => granted.has(counter)))
      return view.hasFailedLately(story.isolate, atMs) ? "unclear" : "grant";
  }
  for (const { metric, counter, isShadow } of limits)
    if (metric === "cost" && !isShadow && !own.has(counter))
      world.fail(`${story.request.id} was let in though nobody had counted ${counter}`);
  return "isolate";
}

/** What an acknowledged settlement left is what the request came to, and nothing that was acknowledged is gone. */
export function checkTruth(world: World, view: View, story: Story): void {
  const { request } = story;
  const all = view.of(nameOf(story));
  for (const told of all) {
    if (!isAdmission(told)) continue;
    const hold = world.model.holds.get(`${told.shard} ${nameOf(story)}`);
    if (hold === undefined) {
      world.fail(`${told.shard} has lost ${request.id}, which it had let in`);
      continue;
    }
    const isSettled = all.some(
      ({ asked, outcome, shard }) => asked.op === "settle" && outcome === "heard" && shard === told.shard,
    );
    if (!isSettled) continue;
    for (const [index, { kind, counter }] of hold.claims.entries()) {
      const expected = { window: counter.endsWith("/tokens") ? request.truth : 1, parallel: 1, budget: costOf(story) };
      if (hold.values[index] !== expected[kind])
        world.fail(`${request.id} is charged ${hold.values[index]} on ${counter}, not ${expected[kind]}`);
    }
  }
}

/** Fails when the isolate did not even try to give back what a refused request may hold somewhere. */
export function isStillCharged(world: World, told: readonly Told[], name: string): boolean {
  let isCharged = false;
  for (const shard of new Set(told.map((one) => one.shard))) {
    const hold = world.model.holds.get(`${shard} ${name}`);
    if (hold === undefined || hold.values.every((value) => value === 0)) continue;
    isCharged = true;
    const here = told.filter((one) => one.shard === shard);
    // A copy of a take that was refused may arrive late and be let in: nobody can know of it.
    const wasRefused = here.some(({ asked, outcome }) => asked.op === "take" && outcome === "heard");
    const isKnown = here.some(isAdmission) || !wasRefused;
    if (isKnown && !here.some(({ asked }) => asked.op === "settle"))
      world.fail(`${name} was refused and never gave back what ${shard} holds for it`);
  }
  return isCharged;
}
