import type { Authority, Operation } from "./operation.ts";
import { writeOperations } from "./write-operations.ts";

const EPISODE = 500;
/** So many episodes are under way at once, so that neither side waits for the other. */
const LANES = 4;

export interface Difference {
  readonly seed: number;
  /** The fewest operations found that still end in different answers. */
  readonly trail: readonly Operation[];
  readonly expected: string;
  readonly found: string;
}

export interface Outcome {
  readonly operations: number;
  /** Each had a seed of its own. */
  readonly episodes: number;
  readonly difference: Difference | undefined;
}

/** Plays episodes of the seeds that follow `seed` on both, until `operations` are done or two answers differ. */
export async function findDifference(
  reference: Authority,
  candidate: Authority,
  { operations, seed }: { readonly operations: number; readonly seed: number },
): Promise<Outcome> {
  const episodes = Math.ceil(operations / EPISODE);
  let next = 0;
  let difference: Difference | undefined;
  const lane = async (): Promise<void> => {
    while (next < episodes && difference === undefined) {
      const episodeSeed = seed + next++;
      const trail = writeOperations(episodeSeed, EPISODE);
      const differing = await firstDifference(reference, candidate, trail);
      if (differing === undefined || difference !== undefined) continue;
      // At once, so that the other lanes stop; then with less to read.
      difference = { seed: episodeSeed, trail, ...differing };
      difference = { seed: episodeSeed, ...(await shrink(reference, candidate, trail.slice(0, differing.index + 1))) };
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { operations: next * EPISODE, episodes: next, difference };
}

interface Differing {
  readonly index: number;
  readonly expected: string;
  readonly found: string;
}

let shards = 0;

async function firstDifference(
  reference: Authority,
  candidate: Authority,
  trail: readonly Operation[],
): Promise<Differing | undefined> {
  const shard = `difference-${shards++}`;
  const found = candidate.play(shard, trail);
  const expected = await reference.play(shard, trail);
  const answers = await found;
  const index = expected.findIndex((answer, at) => answer !== answers[at]);
  return index === -1 ? undefined : { index, expected: expected[index] ?? "", found: answers[index] ?? "" };
}

/** Leaves out ever smaller pieces as long as something still differs. */
async function shrink(
  reference: Authority,
  candidate: Authority,
  whole: readonly Operation[],
): Promise<Omit<Difference, "seed">> {
  let trail = whole;
  let { expected, found } = { expected: "", found: "" };
  for (let size = whole.length; size >= 1; size = Math.floor(size / 2)) {
    for (let start = trail.length - size; start >= 0; start -= size) {
      const fewer = [...trail.slice(0, start), ...trail.slice(start + size)];
      const differing = await firstDifference(reference, candidate, fewer);
      if (differing === undefined) continue;
      trail = fewer.slice(0, differing.index + 1);
      start = Math.min(start, trail.length);
    }
  }
  const last = await firstDifference(reference, candidate, trail);
  if (last !== undefined) ({ expected, found } = last);
  return { trail, expected, found };
}
