import { checkWorld } from "./check-world.ts";
import type { Figures } from "./check-world.ts";
import { planScenario } from "./plan-scenario.ts";
import { probe } from "./probe.ts";
import { World } from "./world.ts";
import type { PlantedFault } from "./world.ts";

/** Longer than anything is remembered: then all leases have ended and all drafts are delivered. */
const QUIET_MS = 20 * 60_000;

export interface Outcome extends Figures {
  readonly failures: readonly string[];
  readonly requests: number;
  readonly commands: number;
}

/** One seed's scenario from its beginning to its rest, and what was wrong with it. */
export async function playSeed(
  seed: number,
  fault: PlantedFault = {},
  trace?: (line: string) => void,
): Promise<Outcome> {
  const world = new World(planScenario(seed), seed, fault, trace);
  await world.play(QUIET_MS);
  const figures = checkWorld(world);
  if (world.failures.length === 0) await probe(world);
  const commands = world.exchanges.filter(({ outcome }) => outcome === "sent").length;
  return { ...figures, failures: world.failures, requests: world.stories.length, commands };
}
