import type { Caller } from "../../core/caller.ts";
import type { RequestContext } from "../../core/context.ts";
import { zeroUsd } from "../../core/money.ts";
import { noUsage } from "../../core/usage.ts";
import { admit } from "../../pipeline/admit.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import type { Metered } from "../../pipeline/metered.ts";
import type { ModelGroup } from "../../router/model-index.ts";
import { ContextMeter } from "./context-meter.ts";
import { limitTurn, mostOf } from "./limit-turn.ts";

/** Where sound is charged, as much of it as is charged at once. */
const FIRST_SOUND_MS = 60_000;

/**
 * Whether a first turn would fit: who has nothing left hears it before there is a session, and no provider begins a turn that
 * has to be broken off. Nothing stays held. Rejects with a `GatewayError`.
 */
export async function checkRoom(
  ctx: RequestContext,
  { caller, call, group }: { readonly caller: Caller; readonly call: Metered; readonly group: ModelGroup },
  gateway: Gateway,
): Promise<void> {
  const first = { ...mostOf(new ContextMeter().demand, group.deployments), mediaMs: FIRST_SOUND_MS };
  const limiter = limitTurn(gateway.limiter, first, group.deployments);
  const entrant = { admission: `${ctx.id}/room`, caller, call, group, draft: () => "" };
  const ticket = await admit(ctx, entrant, { ...gateway, limiter });
  if (ticket === undefined || ticket === "stale") return;
  ctx.defer(ticket.settle({ usage: noUsage, cost: zeroUsd, excludeCached: false }));
}
