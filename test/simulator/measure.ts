import type { HolderLimits } from "../../src/core/holder-limits.ts";
import { nanoUsd } from "../../src/core/money.ts";
import { LEASE_MODES } from "../../src/limits/lease.ts";
import type { LeaseMode } from "../../src/limits/lease.ts";
import { Random } from "../support/random.ts";
import { checkWorld } from "./check-world.ts";
import { REGIONS } from "./network.ts";
import type { Region } from "./network.ts";
import type { Customer, Scenario } from "./plan-scenario.ts";
import { World } from "./world.ts";

const START_MS = Date.UTC(2026, 10, 21, 10);
const MINUTE_MS = 60_000;
const SEED = 1;
const SETTLED_WITHIN_MS = 90_000;
const AUTHORITY: Region = "us-east";
/** Cloudflare's prices for Durable Objects, dollars a million: requests, and rows written. */
const PRICES = { command: 0.15, row: 1 } as const;

/** Half the distance: every region is near enough for an answer before the deadline. */
const PLACES = [
  { regions: [AUTHORITY], distance: 1 },
  { regions: REGIONS, distance: 0.5 },
  { regions: REGIONS, distance: 1 },
] as const;

interface Load {
  readonly limits: readonly HolderLimits[];
  readonly perSecond: number;
  readonly forMs: number;
  readonly durationMs: number;
  readonly regions: readonly Region[];
  readonly leases: LeaseMode;
  /** One way latencies are multiplied by this: 0 is a network without any. */
  readonly distance: number;
}

interface Utilisation {
  readonly regions: number;
  readonly distance: number;
  readonly leases: LeaseMode;
  /** What authorities and grants let in, by what the limit allows in five minutes. */
  readonly utilisation: number;
  /** What isolates let in beside that, because no answer came in time. */
  readonly alone: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Five minutes of twice as many requests as the limit allows, all over the time that is there. */
export async function measureUtilisation(limit = 1_200): Promise<readonly Utilisation[]> {
  const rows: Utilisation[] = [];
  for (const { regions, distance } of PLACES)
    for (const leases of LEASE_MODES) {
      const minutes = 5;
      const world = await play({
        limits: [{ holder: "key:k", requestsPerMinute: limit }],
        perSecond: (2 * limit) / 60,
        forMs: minutes * MINUTE_MS,
        durationMs: 300,
        regions,
        leases,
        distance,
      });
      const { grounds } = checkWorld(world);
      if (world.failures.length > 0) throw new Error(world.failures.join("\n"));
      const share = (count: number): number => Number((count / (limit * minutes)).toFixed(3));
      const utilisation = share(grounds.authority + grounds.grant);
      const alone = share(grounds.isolate + grounds.unclear);
      rows.push({ regions: regions.length, distance, leases, utilisation, alone, ...decisionTimes(world) });
    }
  return rows;
}

interface Away {
  readonly limits: string;
  readonly leases: LeaseMode;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
  readonly admittedShare: number;
}

/** How long a decision takes in the minute in which no authority answers. */
export async function measureAway(): Promise<readonly Away[]> {
  const rows: Away[] = [];
  const kinds = {
    rates: [{ holder: "key:k", requestsPerMinute: 600 }],
    budget: [{ holder: "key:k", budgets: [{ limit: nanoUsd(1e12) }] }],
    "three homes": ["key:k", "user:u", "tag:t"].map((holder) => ({ holder, requestsPerMinute: 600 })),
  } as const satisfies Record<string, readonly HolderLimits[]>;
  for (const [name, limits] of Object.entries(kinds)) {
    const load = { limits, perSecond: 40, forMs: MINUTE_MS, durationMs: 300, regions: REGIONS, distance: 1 } as const;
    const world = await play({ ...load, leases: "auto" }, true);
    const admitted = world.stories.filter(({ outcome }) => outcome === "admitted").length;
    const slowestMs = Math.round(Math.max(...world.stories.map(({ decidedInMs = 0 }) => decidedInMs)));
    const admittedShare = Number((admitted / world.stories.length).toFixed(3));
    rows.push({ limits: name, leases: "auto", ...decisionTimes(world), slowestMs, admittedShare });
  }
  return rows;
}

interface Commands {
  readonly load: string;
  readonly leases: LeaseMode;
  readonly commandsPerRequest: number;
  readonly rowsPerRequest: number;
  /** Dollars for the counters of a million requests. */
  readonly perMillion: number;
}

/** What requests cost an authority, by what they are like. */
export async function measureCommands(): Promise<readonly Commands[]> {
  const rates = { requestsPerMinute: 1e6, tokensPerMinute: 1e9 };
  const chat = { perSecond: 2, forMs: MINUTE_MS, durationMs: 2_000, regions: [AUTHORITY], distance: 1 } as const;
  const alone = [{ holder: "key:k", ...rates }];
  const home = "organization:o";
  const family = [
    { holder: "key:k", home, ...rates },
    { holder: "team:t", home, ...rates },
    { holder: home, ...rates },
  ];
  const scattered = ["key:k", "user:u", "tag:t"].map((holder) => ({ holder, ...rates }));
  const loads: readonly (Load & { readonly load: string })[] = [
    { load: "2 s, a key", ...chat, limits: alone, leases: "off" },
    { load: "2 s, a key in a team in an organization", ...chat, limits: family, leases: "off" },
    { load: "2 s, a key, a user and a tag", ...chat, limits: scattered, leases: "off" },
    { load: "70 s, a key", ...chat, durationMs: 70_000, limits: alone, leases: "off" },
    { load: "2 s, a key, 50 a second in one isolate", ...chat, perSecond: 50, limits: alone, leases: "off" },
    { load: "2 s, a key, 50 a second in one isolate", ...chat, perSecond: 50, limits: alone, leases: "auto" },
  ];
  const rows: Commands[] = [];
  for (const { load, ...rest } of loads) {
    const world = await play(rest);
    const requests = world.stories.length;
    const commands = world.exchanges.filter(({ outcome }) => outcome === "sent").length / requests;
    const rowsWritten = [...world.authorities.values()].reduce((sum, { rows: written }) => sum + written, 0) / requests;
    rows.push({
      load,
      leases: rest.leases,
      commandsPerRequest: Number(commands.toFixed(2)),
      rowsPerRequest: Number(rowsWritten.toFixed(2)),
      perMillion: Number((commands * PRICES.command + rowsWritten * PRICES.row).toFixed(2)),
    });
  }
  return rows;
}

async function play(load: Load, isAway = false): Promise<World> {
  const random = new Random(SEED);
  const { limits, perSecond, forMs, durationMs, regions, leases, distance } = load;
  const customer: Customer = { key: "key:k", limits, spentBefore: 0 };
  const requests = Array.from({ length: Math.round((perSecond * forMs) / 1_000) }, (_, index) => ({
    id: `r${index}`,
    atMs: START_MS + random.next() * forMs,
    customer,
    isolate: random.upTo(regions.length - 1),
    estimate: 100,
    truth: 60,
    durationMs,
  }));
  const scenario: Scenario = {
    startMs: START_MS,
    faultsEndMs: START_MS,
    isolates: regions.map((region) => ({ name: region, region, skewMs: 0 })),
    customers: [customer],
    requests,
    weather: {
      distance,
      loss: isAway ? 1 : 0,
      duplicates: 0,
      slow: 0,
      slowMs: 0,
      partitions: [],
      endsAtMs: Infinity,
    },
    ledgerFaults: 0,
    crashChance: 0,
    authorityCrashes: [],
    authorityRegion: AUTHORITY,
    revocations: [],
    shadow: new Set(),
    leases,
    isCalm: false,
    overshoots: false,
  };
  const world = new World(scenario, SEED);
  await world.play(SETTLED_WITHIN_MS);
  return world;
}

function decisionTimes({ stories }: World): { readonly p50Ms: number; readonly p99Ms: number } {
  const sorted = stories.map(({ decidedInMs = Infinity }) => decidedInMs).toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}
