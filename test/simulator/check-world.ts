import { arrivalOf, checkMinutes } from "./check-minutes.ts";
import type { Arrival } from "./check-minutes.ts";
import { checkCalm, checkEnding, checkLedger, checkPeriods, checkRest, checkRevocations } from "./check-rest.ts";
import { checkTruth, explainAdmission, isStillCharged } from "./explain-admission.ts";
import type { Ground } from "./explain-admission.ts";
import { getOr } from "./get-or.ts";
import { decidedAt } from "./isolate.ts";
import type { Isolate } from "./isolate.ts";
import { listLimits } from "./list-limits.ts";
import { nameOf, readExchanges } from "./read-exchanges.ts";
import type { World } from "./world.ts";

/** What an isolate may allow by itself, as the documentation says. */
const ALLOWANCE_SHARE = 20;

export interface Figures {
  readonly grounds: Record<Ground, number>;
  /** Requests that were refused and still charged, because nobody could be told. */
  readonly phantoms: number;
  readonly refused: number;
}

/** What must hold once everything has come to rest. Failures go to `world.fail`. */
export function checkWorld(world: World): Figures {
  const view = readExchanges(world);
  const grounds = { authority: 0, grant: 0, isolate: 0, unclear: 0 };
  const arrivals = new Map<string, Arrival[]>();
  const alone = new Map<Isolate, Map<string, Arrival[]>>();
  let phantoms = 0;
  let refused = 0;
  for (const story of world.stories) {
    checkEnding(world, story);
    if (story.outcome === undefined) continue;
    const isIn = story.outcome === "admitted";
    const vain = isIn ? story.names.slice(0, -1) : story.names;
    if (story.isolate.process.isAlive)
      phantoms += vain.filter((name) => isStillCharged(world, view.of(name), name)).length;
    if (!isIn) {
      refused += 1;
      continue;
    }
    const ground = explainAdmission(world, view, story);
    grounds[ground] += 1;
    if (ground === "authority") checkTruth(world, view, story);
    if (ground === "unclear") continue;
    const counted = ground === "isolate" ? view.own(story) : undefined;
    for (const limit of listLimits(story.request.customer.limits, world.scenario)) {
      if (limit.metric !== "requests" && limit.metric !== "tokens") continue;
      if (counted !== undefined && !counted.has(limit.counter)) {
        const mine = getOr(alone, story.isolate, () => new Map<string, Arrival[]>());
        getOr(mine, limit.counter, () => []).push(arrivalOf(story, limit, decidedAt(story), 0));
        continue;
      }
      const offsetMs = world.offsets.get(limit.home) ?? 0;
      const hold = ground === "grant" ? undefined : world.model.holds.get(`${limit.home} ${nameOf(story)}`);
      const atMs = hold?.atMs ?? decidedAt(story) + offsetMs;
      getOr(arrivals, limit.counter, () => []).push(arrivalOf(story, limit, atMs, offsetMs));
    }
  }
  const limits = new Map(
    world.scenario.customers
      .flatMap((customer) => listLimits(customer.limits, world.scenario))
      .map((limit) => [limit.counter, limit]),
  );
  for (const limit of limits.values()) {
    if (limit.isShadow) continue;
    checkMinutes(world, limit.counter, limit.limit, arrivals.get(limit.counter) ?? []);
    const share = Math.ceil(limit.limit / ALLOWANCE_SHARE);
    for (const [isolate, mine] of alone)
      checkMinutes(world, `${limit.counter} by ${isolate.name} alone`, share, mine.get(limit.counter) ?? []);
    if (limit.metric === "cost" && !world.scenario.overshoots) checkPeriods(world, limit);
  }
  checkRest(world);
  checkLedger(world);
  checkRevocations(world, view);
  if (world.scenario.isCalm) checkCalm(world, grounds.isolate, phantoms);
  return { grounds, phantoms, refused };
}
