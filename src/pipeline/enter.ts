import { checkRouteAccess, type RouteGroup } from "../auth/check-route-access.ts";
import type { Caller } from "../core/caller.ts";
import type { RequestContext } from "../core/context.ts";
import { GatewayError } from "../core/errors.ts";
import type { Ticket } from "../limits/ticket.ts";
import type { ModelGroup } from "../router/model-index.ts";
import { admit, namedBy } from "./admit.ts";
import { authorize } from "./authorize.ts";
import type { Gateway } from "./gateway.ts";
import type { Metered } from "./metered.ts";
import type { Settlement } from "./settle.ts";

interface Entry {
  readonly group: ModelGroup;
  /** Undefined where nothing is limited. */
  readonly ticket: Ticket | undefined;
}

/** Lets a call in: the caller may use the path and the model, and all limits are held. Rejects with a `GatewayError`. */
export async function enter(
  ctx: RequestContext,
  request: Request,
  caller: Caller,
  call: Metered,
  groups: readonly RouteGroup[],
  gateway: Gateway,
  settlement: Settlement,
): Promise<Entry> {
  const enterAs = async (as: Caller, admission: string) => {
    settlement.enteredAs(as);
    checkRouteAccess(as, request.url, groups);
    const group = authorize(as, call, gateway);
    const entrant = { admission, caller: as, call, group, draft: settlement.draft };
    return { group, ticket: await admit(ctx, entrant, gateway) };
  };
  let entry = await enterAs(caller, ctx.id);
  if (entry.ticket === "stale") {
    // The key, or whoever it or the request belongs to, has changed: what it may do is decided anew, once.
    await gateway.forgetKey(caller.key);
    for (const holder of namedBy(call)) gateway.holders.forget(holder);
    // Under another name: shards that had admitted it the first time, and got it back, would only say so again.
    const admission = `${ctx.id}/again`;
    entry = await enterAs(await gateway.authenticate(request, ctx.defer), admission);
  }
  const { group, ticket } = entry;
  if (ticket === "stale")
    throw new GatewayError("limits_unavailable", "The key is being changed. Try again shortly.", {
      retryAfterSeconds: 1,
    });
  if (ticket !== undefined) settlement.admitted(ticket);
  return { group, ticket };
}
