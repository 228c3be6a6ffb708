import { describe, expect, test } from "vitest";
import { findPlanted } from "../../simulator/find-planted.ts";
import { measureAway, measureUtilisation } from "../../simulator/measure.ts";
import { PLANTED_FAULTS } from "../../simulator/planted-faults.ts";
import { playSeed } from "../../simulator/play-seed.ts";
import { DEADLINE_MS } from "../../simulator/remote-counters.ts";

/** The whole of it is `node test/simulator/run.ts`; here is as much as a test run can wait for. */
const SEEDS = Array.from({ length: 8 }, (_, index) => index + 1);
const TIMEOUT_MS = 120_000;

describe("limits over a bad network, with isolates and authorities that die", () => {
  test.each(SEEDS)(
    "hold with seed %i",
    async (seed) => {
      const { failures, requests } = await playSeed(seed);
      expect(requests).toBeGreaterThan(100);
      expect(failures).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    "go the same way again with the same seed",
    async () => {
      const [first, second]: string[][] = [[], []];
      await playSeed(5, {}, (line) => first?.push(line));
      await playSeed(5, {}, (line) => second?.push(line));
      expect(first?.length).toBeGreaterThan(1_000);
      expect(second).toEqual(first);
    },
    TIMEOUT_MS,
  );
});

/** Those that the first seeds show; `run.ts --planted` plays all. */
const SHOWN_EARLY = [
  "a refund is forgotten",
  "a repeated settlement is charged again",
  "a lease that runs out is charged nothing",
  "a minute has 59 seconds",
  "an old copy of a key is let in",
  "a settlement counts in the second in which it comes",
  "a refused take leaves its first claim",
  "an answer leaves before it is on the disk",
  "what others gave is kept when one shard refuses",
  "a budget is let in while its authority is away",
  "a request asks again under the name that it gave back",
  "an event is thought delivered when nobody answered",
] as const satisfies readonly (keyof typeof PLANTED_FAULTS)[];

test.each(SHOWN_EARLY)(
  "the simulator finds it when %s",
  async (bug) => {
    expect(await findPlanted(PLANTED_FAULTS[bug], 10)).toBeDefined();
  },
  TIMEOUT_MS,
);

describe("a system in which nothing goes wrong", () => {
  test(
    "lets in what the limit allows when all ask for twice as much, with and without grants",
    async () => {
      for (const { utilisation } of await measureUtilisation(240)) {
        expect(utilisation).toBeGreaterThanOrEqual(0.9);
        expect(utilisation).toBeLessThanOrEqual(1);
      }
    },
    TIMEOUT_MS,
  );

  test(
    "decides within the deadline while all authorities are away, and within two where a budget is tried again",
    async () => {
      for (const { limits, p99Ms } of await measureAway())
        expect(p99Ms).toBeLessThanOrEqual(DEADLINE_MS * (limits === "budget" ? 2 : 1) + 10);
    },
    TIMEOUT_MS,
  );
});
