import { playSeed } from "./play-seed.ts";
import type { PlantedFault } from "./world.ts";

/** The first of these seeds that shows the fault, and by what; undefined when none does. */
export async function findPlanted(
  fault: PlantedFault,
  seeds: number,
  from = 1,
): Promise<{ readonly seed: number; readonly failure: string } | undefined> {
  for (let seed = from; seed < from + seeds; seed += 1) {
    const [failure] = (await playSeed(seed, fault)).failures;
    if (failure !== undefined) return { seed, failure };
  }
  return undefined;
}
