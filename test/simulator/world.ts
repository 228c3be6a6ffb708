import { CounterCore } from "../../src/counters/counter-core.ts";
import { createLimiter } from "../../src/limits/limiter.ts";
import type { Limiter } from "../../src/limits/limiter.ts";
import type { CounterStore } from "../../src/store/counter-store.ts";
import { Random } from "../support/random.ts";
import { Authority } from "./authority.ts";
import type { AuthorityRules } from "./authority.ts";
import { CounterModel } from "./counter-model.ts";
import { Isolate } from "./isolate.ts";
import type { Story, Surroundings } from "./isolate.ts";
import { Ledger } from "./ledger.ts";
import { Network, REGIONS } from "./network.ts";
import type { PlannedRequest, Scenario } from "./plan-scenario.ts";
import { RemoteCounters } from "./remote-counters.ts";
import type { Exchange } from "./remote-counters.ts";
import { installTimers, runAs, VirtualTime } from "./virtual-time.ts";
import type { Process } from "./virtual-time.ts";

/** A bug that is put in to see whether it is found. */
export interface PlantedFault {
  readonly authority?: Partial<AuthorityRules>;
  readonly counters?: (real: CounterStore) => CounterStore;
  readonly limiter?: (real: Limiter) => Limiter;
  readonly nameOf?: Surroundings["nameOf"];
}

/** By what an exchange was about, and from whom. */
export interface Told extends Exchange {
  readonly process: Process;
}

const REVOKE_AGAIN_MS = 500;
/** How long after it has heard an answer an isolate may still die of it: a recorder gathers events for as long. */
const CRASH_AFTER_MS = 60;
const CLOCK_OFFSET_MS_MAX = 2_000;

/** Isolates, a network, authorities and a ledger, all on one virtual clock. */
export class World {
  readonly failures: string[] = [];
  readonly stories: Story[] = [];
  readonly exchanges: Told[] = [];
  readonly revoked: { readonly key: string; readonly epoch: number; readonly heardAtMs: number }[] = [];
  readonly authorities = new Map<string, Authority>();
  readonly offsets = new Map<string, number>();
  readonly isolates: Isolate[];
  readonly time: VirtualTime;
  readonly ledger: Ledger;
  readonly model: CounterModel;
  readonly scenario: Scenario;
  readonly #random: Random;
  readonly #network: Network;
  readonly #fault: PlantedFault;
  readonly #trace: ((line: string) => void) | undefined;
  readonly #epochs = new Map<string, number>();

  constructor(scenario: Scenario, seed: number, fault: PlantedFault = {}, trace?: (line: string) => void) {
    this.scenario = scenario;
    this.#fault = fault;
    this.#trace = trace;
    // Another stream of numbers than the one that planned the scenario.
    this.#random = new Random(seed ^ 0x5eed);
    this.time = new VirtualTime(scenario.startMs);
    this.#network = new Network(this.time, this.#random, scenario.weather);
    const { ledgerFaults: chance, faultsEndMs: endsAtMs } = scenario;
    this.ledger = new Ledger(this.time, this.#random, { chance, endsAtMs });
    this.model = new CounterModel((what) => this.fail(what));
    this.isolates = scenario.isolates.map((_, index) => this.#startIsolate(index));
    for (const { key, limits, spentBefore } of scenario.customers) {
      if (spentBefore === 0) continue;
      const id = `before:${key}`;
      const holders = limits.map(({ holder }) => holder);
      this.ledger.events.set(id, { id, holders, startedAtMs: scenario.startMs - 1, cost: spentBefore });
    }
  }

  fail(what: string): void {
    this.failures.push(what);
    this.#tell(() => `FAILED ${what}`);
  }

  /** All that the scenario has in store, and so much longer. */
  async play(quietMs: number): Promise<void> {
    const { requests, authorityCrashes, revocations, startMs } = this.scenario;
    const at = (atMs: number, act: () => void): void => this.time.after(atMs - startMs, act);
    for (const request of requests) at(request.atMs, () => this.ask(request));
    for (const { atMs, downMs } of authorityCrashes) at(atMs, () => this.#crashAuthority(downMs));
    for (const { atMs, key } of revocations) at(atMs, () => this.#revoke(key));
    const endMs = requests.reduce((last, { atMs, durationMs }) => Math.max(last, atMs + durationMs), startMs);
    await this.run(endMs - startMs + quietMs);
  }

  async run(ms: number): Promise<void> {
    const uninstall = installTimers();
    const { error } = console;
    const { stackTraceLimit } = Error;
    // Refusals are many, and nobody reads where they came from.
    Error.stackTraceLimit = 0;
    console.error = () => {};
    try {
      await this.time.runUntil(this.time.nowMs + ms);
    } finally {
      console.error = error;
      Error.stackTraceLimit = stackTraceLimit;
      uninstall();
    }
  }

  ask(request: PlannedRequest): Story | undefined {
    const story = this.isolates[request.isolate]?.serve(request);
    if (story !== undefined) this.stories.push(story);
    return story;
  }

  readonly find = (shard: string): Authority => {
    const known = this.authorities.get(shard);
    if (known !== undefined) return known;
    const offsetMs = this.#random.upTo(2 * CLOCK_OFFSET_MS_MAX) - CLOCK_OFFSET_MS_MAX;
    const made = new Authority(
      { name: shard, region: this.scenario.authorityRegion ?? this.#random.oneOf(REGIONS), offsetMs },
      {
        time: this.time,
        random: this.#random,
        ledger: this.ledger,
        rules: { makeCore: (state) => new CounterCore(state), ...this.#fault.authority },
        strikes: () => this.#strikes(this.scenario.crashChance),
        observe: (decision) => {
          this.#tell(() => `${shard} ${JSON.stringify(decision.asked)} → ${JSON.stringify(decision.answer)}`);
          this.model.observe(decision);
        },
      },
    );
    this.authorities.set(shard, made);
    this.offsets.set(shard, offsetMs);
    return made;
  };

  #startIsolate(index: number): Isolate {
    const { time } = this;
    const place = this.scenario.isolates[index];
    if (place === undefined) throw new RangeError("no such isolate");
    const process: Process = { time, isAlive: true };
    const surroundings: Surroundings = {
      epochOf: (key) => this.#epochs.get(key) ?? 0,
      nameOf: this.#fault.nameOf ?? ((id, timesBefore) => `${id}${"/again".repeat(timesBefore)}`),
      append: (event) => this.ledger.record(event),
      fail: (what) => this.fail(what),
    };
    return new Isolate(place, process, surroundings, (isolate, now) => {
      const remote = this.#countersOf(isolate, process);
      const limiter = createLimiter({
        counters: this.#fault.counters?.(remote) ?? remote,
        spent: this.ledger.reader,
        timeZone: "UTC",
        shadow: this.scenario.shadow,
        tokens: "total",
        leases: this.scenario.leases,
        now,
      });
      return this.#fault.limiter?.(limiter) ?? limiter;
    });
  }

  #countersOf(home: { readonly name: string; readonly region: Isolate["region"] }, process: Process): RemoteCounters {
    return new RemoteCounters(home, process, {
      network: this.#network,
      find: this.find,
      tell: (exchange) => {
        this.exchanges.push({ ...exchange, process });
        if (exchange.outcome === "sent") return;
        const { asked, outcome, shard } = exchange;
        this.#tell(() => `${home.name} ${outcome} ${asked.op} ${"id" in asked ? asked.id : ""} of ${shard}`);
        if (this.#strikes(this.scenario.crashChance))
          this.time.after(this.#random.next() * CRASH_AFTER_MS, () => this.#crashIsolate(home.name));
      },
    });
  }

  #strikes(chance: number): boolean {
    return this.time.nowMs < this.scenario.faultsEndMs && this.#random.happens(chance);
  }

  #crashIsolate(name: string): void {
    const index = this.isolates.findIndex((isolate) => isolate.name === name);
    const isolate = this.isolates[index];
    if (isolate === undefined) return;
    this.#tell(() => `${name} dies`);
    isolate.process.isAlive = false;
    this.isolates[index] = this.#startIsolate(index);
  }

  #crashAuthority(downMs: number): void {
    const all = [...this.authorities.values()];
    const authority = all[this.#random.upTo(all.length - 1)];
    this.#tell(() => `${authority?.name} dies for ${downMs} ms`);
    authority?.crash(downMs);
  }

  /** The key's row changes, and all shards that count for it are told until they have heard. */
  #revoke(key: string): void {
    const epoch = (this.#epochs.get(key) ?? 0) + 1;
    this.#epochs.set(key, epoch);
    const { limits = [] } = this.scenario.customers.find((customer) => customer.key === key) ?? {};
    const process: Process = { time: this.time, isAlive: true };
    const counters = this.#countersOf({ name: "management", region: "us-east" }, process);
    const waiting = new Set(limits.map(({ holder, home = holder }) => home));
    const tell = async (shard: string): Promise<void> => {
      try {
        await counters.revoke(shard, { op: "revoke", holder: key, epoch });
      } catch {
        this.time.after(REVOKE_AGAIN_MS, () => runAs(process, () => void tell(shard)));
        return;
      }
      waiting.delete(shard);
      if (waiting.size === 0) this.revoked.push({ key, epoch, heardAtMs: this.time.nowMs });
    };
    runAs(process, () => waiting.forEach((shard) => void tell(shard)));
  }

  #tell(line: () => string): void {
    this.#trace?.(`${new Date(this.time.nowMs).toISOString().slice(11, 23)} ${line()}`);
  }
}
