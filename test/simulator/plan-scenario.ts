import type { HolderLimits } from "../../src/core/holder-limits.ts";
import { nanoUsd } from "../../src/core/money.ts";
import type { LeaseMode } from "../../src/limits/lease.ts";
import type { Metric } from "../../src/limits/metric.ts";
import { Random } from "../support/random.ts";
import { REGIONS } from "./network.ts";
import type { Endpoint, Partition, Region, Weather } from "./network.ts";

/** Nano-dollars. */
export const TOKEN_PRICE = 1_000;
/** Each seed begins shortly before a midnight, so that periods of every length end on the way. */
const MIDNIGHT = Date.UTC(2026, 10, 21);
const FAULTS_MS = 130_000;
const CALM_MS = 20_000;
const ISOLATES_PER_REGION = 2;
/** Where isolates lease, limits and load are this many times larger. */
const BUSIER = 6;

/** A key, and what its requests look like. */
export interface Customer {
  readonly key: string;
  readonly limits: readonly HolderLimits[];
  /** What the ledger has of these holders before anything happens. */
  readonly spentBefore: number;
}

export interface PlannedRequest {
  readonly id: string;
  readonly atMs: number;
  readonly customer: Customer;
  /** Index of the isolate that serves it. */
  readonly isolate: number;
  readonly estimate: number;
  /** Tokens, in the end. */
  readonly truth: number;
  readonly durationMs: number;
}

export interface Scenario {
  readonly startMs: number;
  /** Nothing goes wrong any more from here on, and soon nobody asks any more. */
  readonly faultsEndMs: number;
  readonly isolates: readonly (Endpoint & { readonly skewMs: number })[];
  readonly customers: readonly Customer[];
  readonly requests: readonly PlannedRequest[];
  readonly weather: Weather;
  readonly ledgerFaults: number;
  /** That an isolate dies of an answer, or an authority of a command. */
  readonly crashChance: number;
  /** Where all authorities are; anywhere when left out. */
  readonly authorityRegion?: Region;
  /** Milliseconds for which a random authority is down. */
  readonly authorityCrashes: readonly { readonly atMs: number; readonly downMs: number }[];
  readonly revocations: readonly { readonly atMs: number; readonly key: string }[];
  readonly shadow: ReadonlySet<Metric>;
  readonly leases: LeaseMode;
  /** Nothing goes wrong at all: then nothing may be lost, refused or charged for any other reason than a limit. */
  readonly isCalm: boolean;
  /** Some answers are longer than they were estimated at. */
  readonly overshoots: boolean;
}

type Limits = Omit<HolderLimits, "holder" | "home">;

export function planScenario(seed: number): Scenario {
  const random = new Random(seed);
  const isCalm = seed % 4 === 0;
  const startMs = MIDNIGHT - random.upTo(FAULTS_MS);
  const faultsEndMs = startMs + FAULTS_MS;
  const isolates = REGIONS.flatMap((region) =>
    Array.from({ length: ISOLATES_PER_REGION }, (_, index) => ({
      name: `${region}-${index}`,
      region,
      skewMs: random.happens(0.5) ? 0 : random.upTo(600_000) - 300_000,
    })),
  );
  const leases = random.oneOf(["off", "off", "auto", "always"]);
  const customers = planCustomers(random, leases === "off" ? 1 : BUSIER);
  const overshoots = !isCalm && random.happens(0.2);
  const times = (count: number): number[] =>
    isCalm ? [] : Array.from({ length: count }, () => startMs + random.upTo(FAULTS_MS));
  return {
    startMs,
    faultsEndMs,
    isolates,
    customers,
    requests: planRequests(random, {
      startMs,
      customers,
      isolates: isolates.length,
      overshoots,
      isBusy: leases !== "off",
    }),
    weather: planWeather(random, { startMs, faultsEndMs, isCalm, isolates }),
    ledgerFaults: isCalm ? 0 : 0.2,
    crashChance: isCalm ? 0 : random.next() ** 2 * 0.01,
    authorityCrashes: times(random.upTo(8)).map((atMs) => ({ atMs, downMs: 20 + random.upTo(20_000) })),
    revocations: times(random.upTo(12)).map((atMs) => ({
      atMs,
      key: customers[random.upTo(customers.length - 1)]?.key ?? "",
    })),
    shadow: new Set(random.happens(0.2) ? [random.oneOf(["requests", "tokens", "parallel", "cost"])] : []),
    leases,
    isCalm,
    overshoots,
  };
}

/** Keys that stand alone, keys within one another's groups, and keys that share holders which live elsewhere. */
function planCustomers(random: Random, scale: number): Customer[] {
  const some = <Value>(chance: number, value: Value): Value | undefined => (random.happens(chance) ? value : undefined);
  const limitsOf = (size: number): Limits => {
    const budgets = [
      some(0.3, { limit: nanoUsd(size * 1_500 * TOKEN_PRICE) }),
      some(0.3, { limit: nanoUsd(size * 400 * TOKEN_PRICE), duration: random.oneOf(["1m", "1h", "1d"]) }),
    ].filter((budget) => budget !== undefined);
    const requestsPerMinute = some(0.7, size);
    const tokensPerMinute = some(0.4, size * 300);
    const parallelRequests = some(0.3, Math.ceil(size / 4));
    return {
      ...(requestsPerMinute !== undefined && { requestsPerMinute }),
      ...(tokensPerMinute !== undefined && { tokensPerMinute }),
      ...(parallelRequests !== undefined && { parallelRequests }),
      ...(budgets.length > 0 && { budgets }),
    };
  };
  const customer = (key: string, limits: readonly HolderLimits[]): Customer => ({
    key,
    limits,
    spentBefore: random.happens(0.5) ? random.upTo(3_000) * TOKEN_PRICE : 0,
  });
  const keyOf = (name: string): HolderLimits => ({
    holder: `key:${name}`,
    ...limitsOf((10 + random.upTo(30)) * scale),
    requestsPerMinute: (10 + random.upTo(40)) * scale,
  });
  const alone = customer("key:alone", [keyOf("alone")]);
  const home = "organization:o";
  const organization: HolderLimits = { holder: home, home, ...limitsOf(60 * scale) };
  const team: HolderLimits = { holder: "team:t", home, ...limitsOf(40 * scale) };
  const family = ["a", "b"].map((name) => customer(`key:${name}`, [{ ...keyOf(name), home }, team, organization]));
  const user: HolderLimits = { holder: "user:u", ...limitsOf(40 * scale) };
  const tags = ["x", "y"].map((name): HolderLimits => ({ holder: `tag:${name}`, ...limitsOf(20 * scale) }));
  const scattered = ["c", "d", "e"].map((name, index) =>
    customer(`key:${name}`, [keyOf(name), user, ...tags.slice(index % 2)]),
  );
  return [alone, ...family, ...scattered];
}

function planRequests(
  random: Random,
  about: {
    readonly startMs: number;
    readonly customers: readonly Customer[];
    readonly isolates: number;
    readonly overshoots: boolean;
    readonly isBusy: boolean;
  },
): PlannedRequest[] {
  const requests: PlannedRequest[] = [];
  const { startMs, isolates, overshoots, isBusy } = about;
  for (const customer of about.customers) {
    // Steadily near the limit, in bursts, or few and long.
    const kind = random.oneOf(["steady", "bursts", "streams"]);
    const nearby = random.upTo(isolates - 1);
    const gapMs = { steady: isBusy ? 250 : 1_000, bursts: 18_000, streams: 2_500 }[kind];
    const size = kind === "bursts" ? (isBusy ? 70 : 24) : 1;
    const durationMaxMs = { steady: 3_000, bursts: 5_000, streams: 100_000 }[kind];
    for (let atMs = startMs + random.next() * gapMs; atMs < startMs + FAULTS_MS + CALM_MS;) {
      for (let index = 0; index < size; index += 1) {
        const estimate = 20 + random.upTo(400);
        const share = random.happens(0.2) ? 0 : random.next() * (overshoots ? 1.5 : 1);
        requests.push({
          id: `r${requests.length}`,
          atMs: atMs + random.upTo(size > 1 ? 300 : 0),
          customer,
          isolate: random.happens(isBusy ? 0.8 : 0.5) ? nearby : random.upTo(isolates - 1),
          estimate,
          truth: Math.floor(estimate * share),
          durationMs: 20 + random.next() ** 2 * durationMaxMs,
        });
      }
      atMs += -Math.log(1 - random.next()) * gapMs;
    }
  }
  return requests;
}

function planWeather(
  random: Random,
  about: {
    readonly startMs: number;
    readonly faultsEndMs: number;
    readonly isCalm: boolean;
    readonly isolates: readonly Endpoint[];
  },
): Weather {
  const { startMs, faultsEndMs: endsAtMs, isCalm, isolates } = about;
  if (isCalm) return { distance: 0.35, loss: 0, duplicates: 0, slow: 0, slowMs: 0, partitions: [], endsAtMs };
  const partitions = Array.from({ length: random.upTo(5) }, (): Partition => {
    const fromMs = startMs + random.upTo(FAULTS_MS);
    const untilMs = Math.min(endsAtMs, fromMs + random.upTo(random.oneOf([2_000, 20_000, 90_000])));
    return { fromMs, untilMs, separates: planCut(random, isolates) };
  });
  return {
    distance: 0.2 + random.next() * 0.8,
    loss: random.next() ** 2 * 0.1,
    duplicates: random.next() ** 2 * 0.2,
    slow: random.next() ** 2 * 0.1,
    slowMs: random.oneOf([300, 3_000, 30_000]),
    partitions,
    endsAtMs,
  };
}

/** An isolate from everybody, a region from the others, or all isolates from the authorities of one region. */
function planCut(random: Random, isolates: readonly Endpoint[]): Partition["separates"] {
  const isolate = isolates[random.upTo(isolates.length - 1)];
  const region: Region = random.oneOf(REGIONS);
  return random.oneOf([
    (a, b) => a === isolate || b === isolate,
    (a, b) => (a.region === region) !== (b.region === region),
    (a, b) => (a.region === region && !isolates.includes(a)) || (b.region === region && !isolates.includes(b)),
  ] as const satisfies [Partition["separates"], ...Partition["separates"][]]);
}
