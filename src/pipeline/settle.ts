import type { Caller } from "../core/caller.ts";
import type { RequestContext } from "../core/context.ts";
import { GatewayError } from "../core/errors.ts";
import type { FaultKind } from "../core/fault.ts";
import { asId } from "../core/ids.ts";
import type { NanoUsd } from "../core/money.ts";
import { zeroUsd } from "../core/money.ts";
import type { Activity } from "../core/operation.ts";
import type { Usage } from "../core/usage.ts";
import { noUsage } from "../core/usage.ts";
import type { Outcome, RouteStep, UsageEvent } from "../core/usage-event.ts";
import { NOBODY } from "../core/usage-event.ts";
import type { Spent, Ticket } from "../limits/ticket.ts";
import type { Destination } from "../router/router.ts";
import { isPriced, priceUsage } from "../usage/price.ts";
import type { EventRecorder } from "../usage/record-events.ts";
import { estimateUsage } from "./estimate-usage.ts";
import type { Metered } from "./metered.ts";

export type Charge = Pick<Spent, "usage" | "cost">;

/** The end of a request, whichever way it came. The first ending counts; later ones are ignored. */
export interface Settlement {
  read(call: Metered): void;
  /** The caller as read anew: what was charged is told of the same groups. */
  enteredAs(caller: Caller): void;
  /** An attempt begins, beside one that is under way or alone: from here on somebody may bill for this request. */
  attempting(destination: Destination, hold?: Ticket): void;
  /** An attempt failed; another may follow. */
  failed(destination: Destination, fault: FaultKind): void;
  /** An attempt did not get as far as its provider, or was refused there when the client had left: nobody bills it. */
  refused(destination: Destination): void;
  /** An attempt is left, because another has answered: its provider may bill it, but nobody is charged. */
  outrun(destination: Destination): void;
  /** Whether a provider was asked. */
  isAsked(): boolean;
  /** Whether the last one that was asked may bill, though it did not answer. */
  mayBill(): boolean;
  /** The event that stands in for the real one should this isolate die before the end, and what it then was charged. */
  readonly draft: (most: Charge) => string;
  /** The request holds its limits; from here on they are settled with it. */
  admitted(ticket: Ticket): void;
  /** What the request has come to so far, for whoever asks before its end. */
  watch(current: () => Usage): void;
  firstByte(): void;
  /** The request goes on elsewhere, and leaves its event there. */
  handOver(): void;
  end(
    outcome: Outcome,
    found?: { readonly usage?: Usage | undefined; readonly error?: GatewayError | undefined },
  ): NanoUsd;
}

const ERROR_MESSAGE_CHARS_MAX = 500;
/** Of a request that was given up before its answer, as nginx logs it: here the gateway is the client. */
const CLIENT_CLOSED_REQUEST = 499;

interface AttemptUnderWay {
  readonly destination: Destination;
  readonly hold: Ticket | undefined;
}

/**
 * Opened as soon as the caller is known, before anyone upstream is called. From then on the runtime keeps the
 * request alive until the one event it leaves behind has been handed over, even when the client hangs up.
 */
export function openSettlement(
  ctx: RequestContext,
  { caller: first, operation, path }: { readonly caller: Caller; readonly operation: Activity; readonly path: string },
  events: EventRecorder,
): Settlement {
  let caller = first;
  let ended = false;
  let call: Metered | undefined;
  /** Two while a hedge is under way. */
  const underWay: AttemptUnderWay[] = [];
  /** Whoever was asked last. */
  let latest: Destination | undefined;
  /** Broke off after it had begun to answer, and nobody was asked since: it may bill, and never said what for. */
  let broken: Destination | undefined;
  const route: RouteStep[] = [];
  let firstByteMs: number | undefined;
  let ticket: Ticket | undefined;
  let most = { usage: noUsage, cost: zeroUsd };
  let current = (): Usage => noUsage;
  const { promise, resolve } = Promise.withResolvers<void>();
  ctx.defer(promise);

  /** Whom the event tells of: who answers or, before anybody does, the first that is under way. */
  const asked = (): Destination | undefined => underWay[0]?.destination ?? broken ?? latest;

  const spent = (usage: Usage, deployment = asked()?.deployment): Spent => ({
    usage,
    excludeCached: deployment?.excludesCachedTokens ?? false,
    cost: isPriced(usage, deployment?.prices) ? priceUsage(usage, deployment.prices) : zeroUsd,
  });

  const describe = (
    outcome: Outcome,
    { usage, cost }: Charge,
    error: GatewayError | undefined,
    { deployment, group }: Partial<Destination> = asked() ?? {},
  ): UsageEvent => ({
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
    modelGroup: group?.name,
    deployment: deployment?.id,
    provider: deployment?.provider,
    model: deployment?.model,
    attempts: latest?.number ?? 0,
    route: route.length === 0 ? undefined : route,
    outcome,
    status: error?.status ?? 200,
    error: error?.code,
    errorMessage: error?.message.slice(0, ERROR_MESSAGE_CHARS_MAX),
    usage,
    cost,
    unpriced: deployment !== undefined && isAny(usage) && cost === zeroUsd && !isPriced(usage, deployment.prices),
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

  /** What a provider may bill that was asked and did not say. */
  const estimate = ({ deployment }: Destination): Spent =>
    spent(call === undefined ? noUsage : estimateUsage(call, undefined, 0), deployment);

  /** The event of an attempt that may be billed, and that nobody is charged for. */
  function tellBeside(destination: Destination, outcome: Outcome, error?: GatewayError): void {
    const recorded = events.record({
      ...describe(outcome, estimate(destination), error, destination),
      id: asId<"request">(`${ctx.id}/${destination.number}`),
      key: NOBODY,
      user: undefined,
      team: undefined,
      organization: undefined,
      endUser: undefined,
      tags: [],
      attempts: 1,
      route: undefined,
      status: error?.status ?? CLIENT_CLOSED_REQUEST,
    });
    if (recorded !== undefined) ctx.defer(recorded);
  }

  const tellBroken = (destination: Destination): void =>
    tellBeside(
      destination,
      "failed",
      new GatewayError("provider_stream_broken", "The provider broke off, and another was asked."),
    );

  /**
   * The end of an attempt that is not the answer; the next one may need the slot that it held. False for one that was never
   * under way, because its deployment had no room for it.
   */
  function takeOut(destination: Destination, final: Spent): boolean {
    const index = underWay.findIndex((attempt) => attempt.destination === destination);
    const [attempt] = index < 0 ? [] : underWay.splice(index, 1);
    if (attempt?.hold !== undefined) ctx.defer(attempt.hold.settle(final));
    return attempt !== undefined;
  }

  /** With its limits, where it has any: then the event reaches the ledger through the authority that was charged. */
  async function hand(final: Spent, event: UsageEvent, hold: Ticket | undefined): Promise<void> {
    const [handed] = await Promise.all([ticket?.settle(final, () => JSON.stringify(event)), hold?.settle(final)]);
    if (handed !== true) await events.record(event);
  }

  return {
    draft(taken) {
      most = taken;
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
    failed(destination, fault) {
      route.push(stepOf(destination, fault));
      const isBroken = fault === "broken-stream";
      const final = isBroken ? estimate(destination) : spent(noUsage, destination.deployment);
      if (!takeOut(destination, final) || !isBroken) return;
      if (underWay.length === 0) broken = destination;
      else tellBroken(destination);
    },
    refused(destination) {
      takeOut(destination, spent(noUsage, destination.deployment));
    },
    outrun(destination) {
      if (!takeOut(destination, estimate(destination))) return;
      tellBeside(destination, "abandoned");
      route.push(stepOf(destination, "outrun"));
    },
    isAsked: () => latest !== undefined,
    mayBill: () => broken !== undefined || (ctx.clientGone.aborted && underWay.length > 0),
    attempting(destination, hold) {
      if (broken !== undefined) tellBroken(broken);
      broken = undefined;
      underWay.push({ destination, hold });
      hold?.keep(() => spent(current(), destination.deployment));
      latest = destination;
    },
    firstByte() {
      asked()?.watched.firstByte();
      firstByteMs ??= ctx.now() - ctx.startedAtMs;
    },
    handOver() {
      ended = true;
      resolve();
    },
    end(outcome, { usage = noUsage, error } = {}) {
      const final = spent(usage);
      if (ended) return final.cost;
      ended = true;
      tellWatch(asked()?.watched, outcome, usage);
      const event = describe(outcome, final, error);
      const hold = underWay[0]?.hold;
      resolve(ticket === undefined && hold === undefined ? events.record(event) : hand(final, event, hold));
      return final.cost;
    },
  };
}

/** Whether there is anything to be charged for, or nobody knows. */
const isAny = (usage: Usage): boolean =>
  Object.values(usage).some((count) => count === true || (typeof count === "number" && count > 0));

const stepOf = ({ group, deployment }: Destination, fault: RouteStep["fault"]): RouteStep => ({
  group: group.name,
  deployment: deployment.id,
  fault,
});

/** An attempt that was rejected was told of before; only the first end counts. */
function tellWatch(watched: Destination["watched"] | undefined, outcome: Outcome, usage: Usage): void {
  if (outcome === "served")
    watched?.answered({ outputTokens: usage.outputTokens, tokens: usage.inputTokens + usage.outputTokens });
  else if (outcome === "failed") watched?.failed({ kind: "broken-stream", message: "The stream broke." });
  else watched?.left();
}
