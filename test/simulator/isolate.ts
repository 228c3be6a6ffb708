import { GatewayError } from "../../src/core/errors.ts";
import type { ErrorCode } from "../../src/core/errors.ts";
import { nanoUsd } from "../../src/core/money.ts";
import type { Limiter } from "../../src/limits/limiter.ts";
import type { Spent, Ticket } from "../../src/limits/ticket.ts";
import type { SpendEvent } from "./ledger.ts";
import type { Endpoint } from "./network.ts";
import { TOKEN_PRICE } from "./plan-scenario.ts";
import type { PlannedRequest } from "./plan-scenario.ts";
import { runAs } from "./virtual-time.ts";
import type { Process } from "./virtual-time.ts";

/** What became of a request, as its client and its isolate know it. */
export interface Story {
  readonly request: PlannedRequest;
  readonly isolate: Isolate;
  readonly askedAtMs: number;
  /** How long the decision took; undefined until it is there. */
  decidedInMs?: number;
  outcome?: "admitted" | "unlimited" | ErrorCode;
  /** Epoch of the key's copy that was shown. */
  epoch: number;
  /** What it was called when it asked for its limits; another name each time, the last one counts. */
  readonly names: string[];
  /** When the truth was told, whoever heard it. */
  endedAtMs?: number;
  /** How the event was handed over, if it was. */
  event?: "settled" | "recorded";
}

export const decidedAt = ({ askedAtMs, decidedInMs = 0 }: Story): number => askedAtMs + decidedInMs;
/** Nano-dollars, in the end. */
export const costOf = ({ request }: Story): number => request.truth * TOKEN_PRICE;

/** What an isolate needs of the world beside it. */
export interface Surroundings {
  readonly epochOf: (key: string) => number;
  /** What a request is called when it asks again for what it may have given back. */
  readonly nameOf: (id: string, timesBefore: number) => string;
  /** Keeps an event that nobody else keeps. */
  readonly append: (event: SpendEvent) => void;
  /** Hears of what should never happen. */
  readonly fail: (what: string) => void;
}

/** How long a copy of a key is trusted, and how long reading it anew takes. */
const COPY_MS = 55_000;
const READ_MS = 15;
/** The event recorder gathers for so long; an isolate that dies meanwhile takes the events along. */
const RECORD_MS = 50;

/** Serves requests as the pipeline does: admit, run, settle, record. */
export class Isolate implements Endpoint {
  readonly name: string;
  readonly region: Endpoint["region"];
  readonly process: Process;
  readonly #skewMs: number;
  readonly #around: Surroundings;
  readonly #limiter: Limiter;
  readonly #copies = new Map<string, { readonly epoch: number; readonly readAtMs: number }>();

  constructor(
    place: Endpoint & { readonly skewMs: number },
    process: Process,
    around: Surroundings,
    makeLimiter: (isolate: Isolate, now: () => number) => Limiter,
  ) {
    this.name = place.name;
    this.region = place.region;
    this.process = process;
    this.#skewMs = place.skewMs;
    this.#around = around;
    this.#limiter = makeLimiter(this, this.#now);
  }

  readonly #now = (): number => this.process.time.nowMs + this.#skewMs;

  serve(request: PlannedRequest): Story {
    const story: Story = { request, isolate: this, askedAtMs: this.process.time.nowMs, epoch: 0, names: [] };
    runAs(this.process, () => {
      this.#serve(story).catch((error: unknown) => this.#around.fail(`${request.id}: ${String(error)}`));
    });
    return story;
  }

  async #serve(story: Story): Promise<void> {
    const { time } = this.process;
    const startedAtMs = this.#now();
    const { request } = story;
    try {
      let ticket = await this.#admit(story, startedAtMs);
      if (ticket === "stale") {
        this.#copies.delete(request.customer.key);
        ticket = await this.#admit(story, startedAtMs);
      }
      if (ticket === "stale") throw new GatewayError("limits_unavailable", "The key is being changed.");
      story.outcome = ticket === undefined ? "unlimited" : "admitted";
      story.decidedInMs = time.nowMs - story.askedAtMs;
      await this.#run(story, ticket, startedAtMs);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      story.outcome = error.code;
      story.decidedInMs ??= time.nowMs - story.askedAtMs;
      await this.#record(story, eventOf(request, startedAtMs, 0));
    }
  }

  async #admit(story: Story, startedAtMs: number): Promise<Ticket | "stale" | undefined> {
    const { customer, estimate } = story.request;
    const { key } = customer;
    const id = this.#around.nameOf(story.request.id, story.names.length);
    story.names.push(id);
    story.epoch = await this.#epochOf(key);
    return await this.#limiter.admit({
      id,
      limits: customer.limits,
      standings: [{ holder: key, epoch: story.epoch }],
      demand: { model: "m", ...spentOf(estimate) },
      draft: () => JSON.stringify(eventOf(story.request, startedAtMs, estimate)),
      defer: (work) => void work,
    });
  }

  async #run(story: Story, ticket: Ticket | undefined, startedAtMs: number): Promise<void> {
    const { request } = story;
    const { time } = this.process;
    const event = eventOf(request, startedAtMs, request.truth);
    const soFar = (): number => {
      const share = Math.min(1, (this.#now() - startedAtMs) / request.durationMs);
      return Math.floor(request.truth * share);
    };
    ticket?.keep(
      () => spentOf(soFar()),
      () => JSON.stringify(eventOf(request, startedAtMs, request.estimate)),
    );
    await new Promise((resolve) => setTimeout(resolve, request.durationMs));
    story.endedAtMs = time.nowMs;
    if ((await ticket?.settle(spentOf(request.truth), () => JSON.stringify(event))) === true) story.event = "settled";
    else await this.#record(story, event);
  }

  async #record(story: Story, event: SpendEvent): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, RECORD_MS));
    this.#around.append(event);
    story.event = "recorded";
  }

  async #epochOf(key: string): Promise<number> {
    const known = this.#copies.get(key);
    const readAtMs = this.#now();
    if (known !== undefined && readAtMs - known.readAtMs < COPY_MS) return known.epoch;
    const epoch = this.#around.epochOf(key);
    await new Promise((resolve) => setTimeout(resolve, READ_MS));
    this.#copies.set(key, { epoch, readAtMs });
    return epoch;
  }
}

const spentOf = (tokens: number): Spent => ({
  usage: { inputTokens: 0, outputTokens: tokens },
  cost: nanoUsd(tokens * TOKEN_PRICE),
  excludeCached: false,
});

const eventOf = ({ id, customer }: PlannedRequest, startedAtMs: number, tokens: number): SpendEvent => ({
  id,
  holders: customer.limits.map(({ holder }) => holder),
  startedAtMs,
  cost: tokens * TOKEN_PRICE,
});
