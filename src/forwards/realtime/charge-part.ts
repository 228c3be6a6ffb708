import type { Caller } from "../../core/caller.ts";
import type { RequestContext } from "../../core/context.ts";
import type { Deployment } from "../../core/deployment.ts";
import { type ErrorCode, GatewayError } from "../../core/errors.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { asId } from "../../core/ids.ts";
import type { Forward } from "../../core/operation.ts";
import type { Usage } from "../../core/usage.ts";
import { noUsage } from "../../core/usage.ts";
import type { Ticket } from "../../limits/ticket.ts";
import { enter } from "../../pipeline/enter.ts";
import { faultToError } from "../../pipeline/fault-to-error.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { holdDeployment } from "../../pipeline/hold-deployment.ts";
import type { Metered } from "../../pipeline/metered.ts";
import { openSettlement } from "../../pipeline/settle.ts";
import type { Destination } from "../../router/router.ts";
import { limitTurn } from "./limit-turn.ts";
import { GROUPS, PATHS } from "./paths.ts";
import type { TurnEnd } from "./session-turn.ts";

/** What the parts of a session are charged to. */
export interface SessionCharge {
  readonly ctx: RequestContext;
  /** With the client's key where it is looked for, for as long as the session lasts. */
  readonly request: Request;
  readonly caller: Caller;
  readonly call: Metered;
  readonly destination: Destination;
  readonly gateway: Gateway;
}

/** What is charged by itself: a turn, or something that was heard and written down. */
export interface SessionPart {
  /** What its event is called behind the id of the session. */
  readonly name: string;
  readonly operation: Forward;
  readonly deployment: Deployment;
  /** What it may come to. */
  readonly most: Usage;
}

export interface PartCharge {
  /** Rejects with a `GatewayError` where the part may not be. */
  readonly entered: Promise<void>;
  /** Leaves the part's one event, once it is known whether it was let in. */
  settle(end: TurnEnd): void;
}

/** What a client may wait out; anything else will not be different with its next turn. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  "rate_limited",
  "too_many_attempts",
  "limits_unavailable",
  "store_unavailable",
  "provider_rate_limited",
  "provider_overloaded",
]);

export const isPassing = ({ code }: GatewayError): boolean => PASSING.has(code);

/** What the router learns of a session, it learns from its connection. */
const UNWATCHED: Destination["watched"] = {
  firstByte: () => undefined,
  answered: () => undefined,
  failed: () => undefined,
  left: () => undefined,
};

/**
 * A part is let in, limited and settled as a call of its own, so that a key that was blocked or is used up is heard of.
 * `current` is what it has come to so far.
 */
export function chargePart(
  { ctx: session, request, caller, call, destination: place, gateway }: SessionCharge,
  { name, operation, deployment, most }: SessionPart,
  current: () => Usage,
): PartCharge {
  const ctx = { ...session, id: asId<"request">(`${session.id}/${name}`), startedAtMs: session.now() };
  const settlement = openSettlement(ctx, { caller, operation, path: PATHS[0] }, gateway.events);
  const destination = { ...place, deployment, watched: UNWATCHED };
  let isAttempted = false;
  const attempt = (hold?: Ticket): void => {
    if (isAttempted) return;
    isAttempted = true;
    settlement.attempting(destination, hold);
  };

  async function enterPart(): Promise<void> {
    settlement.read(call);
    settlement.watch(current);
    const limiter = limitTurn(gateway.limiter, most, [deployment], (taken) => settlement.draft(taken));
    try {
      const fresh = await gateway.authenticate(request, ctx.defer);
      await enter(ctx, request, fresh, call, GROUPS, { ...gateway, limiter }, settlement);
      const ofDeployment = limitTurn(gateway.limiter, most, [deployment]);
      attempt(await holdDeployment(ctx, call, deployment, place.number, ofDeployment));
    } catch (cause) {
      throw cause instanceof UpstreamFault ? faultToError(cause.fault, deployment, cause) : GatewayError.from(cause);
    }
  }

  const entered = enterPart();
  const settle = async ({ outcome, usage, error }: TurnEnd): Promise<void> => {
    await entered.catch(() => undefined);
    // What the provider began by itself is billed, whether it was let in or not.
    if (usage !== noUsage) attempt();
    settlement.end(outcome, { usage, error });
  };
  return { entered, settle: (end) => void settle(end) };
}
