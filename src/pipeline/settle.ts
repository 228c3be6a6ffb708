import type { Caller } from "../core/caller.ts";
import type { RequestContext } from "../core/context.ts";
import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import type { NanoUsd } from "../core/money.ts";
import { zeroUsd } from "../core/money.ts";
import type { Operation } from "../core/operation.ts";
import type { Usage } from "../core/usage.ts";
import { noUsage } from "../core/usage.ts";
import type { Outcome, RouteStep, UsageEvent } from "../core/usage-event.ts";
import type { Spent, Ticket } from "../limits/ticket.ts";
import type { Destination } from "../router/router.ts";
import { priceUsage } from "../usage/price.ts";
import type { EventRecorder } from "../usage/record-events.ts";
import type { Call } from "./read-call.ts";

export type Charge = Pick<Spent, "usage" | "cost">;

/** The end of a request, whichever way it came. The first ending counts; later ones are ignored. */
export interface Settlement {
  read(call: Call<Operation>): void;
  /** The caller as read anew: what was charged is told of the same groups. */
  enteredAs(caller: Caller): void;
  /** An attempt begins: from here on somebody may bill for this request. */
  attempting(destination: Destination, hold?: Ticket): void;
  /** An attempt failed; another may follow. */
  failed(step: RouteStep): void;
  /** Whether a provider was asked. */
  isAsked(): boolean;
  /** Whether one is being asked: an attempt that failed is over. */
  isUnderWay(): boolean;
  /** The event that stands in for the real one should this isolate die before the end, and what it then was charged. */
  readonly draft: (most: Charge) => string;
  /** The request holds its limits; from here on they are settled with it. */
  admitted(ticket: Ticket): void;
  /** What the request has come to so far, for whoever asks before its end. */
  watch(current: () => Usage): void;
  firstByte(): void;
  end(
    outcome: Outcome,
    found?: { readonly usage?: Usage | undefined; readonly error?: GatewayError | undefined },
  ): NanoUsd;
}

const ERROR_MESSAGE_CHARS_MAX = 500;

/**
 * Opened as soon as the caller is known, before anyone upstream is called. From then on the runtime keeps the
 * request alive until the one event it leaves behind has been handed over, even when the client hangs up.
 */
export function openSettlement(
  ctx: RequestContext,
  { caller: first, operation, path }: { readonly caller: Caller; readonly operation: Operation; readonly path: string },
  events: EventRecorder,
): Settlement {
  let caller = first;
  let ended = false;
  let call: Call<Operation> | undefined;
  let deployment: Deployment | undefined;
  let modelGroup: string | undefined;
  let attempts = 0;
  const route: RouteStep[] = [];
  let watched: Destination["watched"] | undefined;
  let firstByteMs: number | undefined;
  let ticket: Ticket | undefined;
  /** Of the attempt that goes on, on its deployment. */
  let attemptHold: Ticket | undefined;
  let most = { usage: noUsage, cost: zeroUsd };
  let isUnderWay = false;
  let current = (): Usage => noUsage;
  const { promise, resolve } = Promise.withResolvers<void>();
  ctx.defer(promise);

  const spent = (usage: Usage): Spent => ({
    usage,
    excludeCached: deployment?.excludesCachedTokens ?? false,
    cost: deployment?.prices === undefined ? zeroUsd : priceUsage(usage, deployment.prices),
  });

  const describe = (outcome: Outcome, { usage, cost }: Charge, error: GatewayError | undefined): UsageEvent => ({
    id: ctx.id,
    startedAtMs: ctx.startedAtMs,
    key: caller.key,
    user: caller.user,
    team: caller.team,
    organization: caller.organization,
    endUser: call?.intent.endUser,
    operation,
    path,
    stream: call?.intent.stream ?? false,
    requestedModel: call?.model ?? "",
    modelGroup,
    deployment: deployment?.id,
    provider: deployment?.provider,
    model: deployment?.model,
    attempts,
    route: route.length === 0 ? undefined : route,
    outcome,
    status: error?.status ?? 200,
    error: error?.code,
    errorMessage: error?.message.slice(0, ERROR_MESSAGE_CHARS_MAX),
    usage,
    cost,
    unpriced: deployment !== undefined && deployment.prices === undefined && usage !== noUsage,
    durationMs: ctx.now() - ctx.startedAtMs,
    firstByteMs,
    tags: call?.tags ?? [],
  });

  function draft(): string {
    const seen = spent(current());
    const { usage, cost } = seen.cost > most.cost ? seen : most;
    const error = new GatewayError("internal", "The worker ended before this request did. It is charged its estimate.");
    return JSON.stringify(describe("failed", { usage: { ...usage, estimated: true }, cost }, error));
  }

  /** Whoever failed has served nothing, but was asked; the next attempt may need the slot. */
  function letGo(): void {
    if (attemptHold !== undefined) ctx.defer(attemptHold.settle(spent(noUsage)));
    attemptHold = undefined;
  }

  /** With its limits, where it has any: then the event reaches the ledger through the authority that was charged. */
  async function hand(final: Spent, event: UsageEvent): Promise<void> {
    const [handed] = await Promise.all([
      ticket?.settle(final, () => JSON.stringify(event)),
      attemptHold?.settle(final),
    ]);
    if (handed !== true) await events.record(event);
  }

  return {
    draft(estimate) {
      most = estimate;
      return draft();
    },
    admitted(taken) {
      ticket = taken;
      taken.keep(() => spent(current()), draft);
    },
    watch(look) {
      current = look;
    },
    enteredAs(known) {
      caller = known;
    },
    read(known) {
      call = known;
    },
    failed(step) {
      letGo();
      isUnderWay = false;
      route.push(step);
    },
    isUnderWay: () => isUnderWay,
    isAsked: () => deployment !== undefined,
    attempting(destination, hold) {
      isUnderWay = true;
      attemptHold = hold;
      hold?.keep(() => spent(current()));
      deployment = destination.deployment;
      modelGroup = destination.group.name;
      attempts = destination.number;
      watched = destination.watched;
    },
    firstByte() {
      watched?.firstByte();
      firstByteMs ??= ctx.now() - ctx.startedAtMs;
    },
    end(outcome, { usage = noUsage, error } = {}) {
      const final = spent(usage);
      if (ended) return final.cost;
      ended = true;
      tellWatch(watched, outcome, usage);
      const event = describe(outcome, final, error);
      resolve(ticket === undefined && attemptHold === undefined ? events.record(event) : hand(final, event));
      return final.cost;
    },
  };
}

/** An attempt that was rejected was told of before; only the first end counts. */
function tellWatch(watched: Destination["watched"] | undefined, outcome: Outcome, usage: Usage): void {
  if (outcome === "served")
    watched?.answered({ outputTokens: usage.outputTokens, tokens: usage.inputTokens + usage.outputTokens });
  else if (outcome === "failed") watched?.failed({ kind: "broken-stream", message: "The stream broke." });
  else watched?.left();
}
