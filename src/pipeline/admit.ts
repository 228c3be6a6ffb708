import type { Caller } from "../core/caller.ts";
import type { RequestContext } from "../core/context.ts";
import { GatewayError } from "../core/errors.ts";
import type { HolderLimits } from "../core/holder-limits.ts";
import { nameHolder, parseHolder } from "../core/holder-name.ts";
import { holdsBudget } from "../limits/estimate-demand.ts";
import type { Ticket } from "../limits/ticket.ts";
import type { ModelGroup } from "../router/model-index.ts";
import type { HolderSnapshot, NamedHolder } from "../store/holder-store.ts";
import { isPriced } from "../usage/price.ts";
import { listReachable } from "./list-reachable.ts";
import { estimateDemand } from "./estimate-demand.ts";
import type { Gateway } from "./gateway.ts";
import type { Metered } from "./metered.ts";
import type { Charge } from "./settle.ts";

interface Entrant {
  /** What the authority knows the request by. */
  readonly admission: string;
  readonly caller: Caller;
  readonly call: Metered;
  readonly group: ModelGroup;
  /** See `Settlement.draft`. */
  readonly draft: (most: Charge) => string;
}

/** Binds a call to the region of its end user, and takes hold of all its limits at once, or of none. See `Limiter.admit`. */
export async function admit(
  { defer }: RequestContext,
  { admission, caller, call, group, draft }: Entrant,
  { holders, limiter, models, settings }: Pick<Gateway, "holders" | "limiter" | "models" | "settings">,
): Promise<Ticket | "stale" | undefined> {
  const names = namedBy(call);
  const found = names.length === 0 ? [] : await holders.find(names, defer);
  const named = found.map(checkOpen);
  call.bound.bind(named.find(({ region }) => region !== undefined)?.region);
  const { proxy } = settings.limits;
  const ownLimits = named.flatMap((holder) => holder.limits ?? []);
  const limits = [
    ...(caller.limits ?? []),
    ...ownLimits,
    ...configuredFor(call.tags, settings.limits.tags).filter(
      ({ holder }) => !ownLimits.some((own) => own.holder === holder),
    ),
    ...(proxy === undefined ? [] : [proxy]),
  ];
  if (limits.length === 0) return undefined;
  const deployments = listReachable(call, group, models, settings.router);
  const { usage, cost } = estimateDemand(call, deployments);
  const { needsPrices, shadow } = settings.limits;
  // What it costs there would escape every budget.
  const lacksPrice = deployments.some(({ prices }) => !isPriced(usage, prices));
  if (needsPrices && lacksPrice && holdsBudget(limits, group.name, new Set(shadow))) {
    throw new GatewayError(
      "budget_exceeded",
      `The price of ${group.name} is not known, so no budget can be charged for it.`,
      {
        param: "model",
      },
    );
  }
  return await limiter.admit({
    id: admission,
    limits,
    standings: [...(caller.standings ?? []), ...named.map(({ standing }) => standing)],
    demand: { model: group.name, usage, cost },
    draft: () => draft({ usage, cost }),
    defer,
  });
}

/** Holders that the request names, each once. */
export function namedBy({ intent, tags }: Metered): readonly NamedHolder[] {
  const { endUser } = intent;
  return [
    ...(endUser === undefined ? [] : [nameHolder("end_user", endUser)]),
    ...[...new Set(tags)].map((tag) => nameHolder("tag", tag)),
  ];
}

/** What the configuration says of the tags. */
const configuredFor = (
  tags: readonly string[],
  limits: Readonly<Record<string, HolderLimits>>,
): readonly HolderLimits[] =>
  [...new Set(tags)].flatMap((tag) => (Object.hasOwn(limits, tag) ? (limits[tag] ?? []) : []));

function checkOpen(holder: HolderSnapshot): HolderSnapshot {
  if (!holder.blocked) return holder;
  const [id = ""] = parseHolder(holder.standing.holder)?.ids ?? [];
  throw new GatewayError(
    "end_user_blocked",
    `End user ${id.slice(0, 200)} is blocked. Update via \`/customer/unblock\` if you're admin.`,
    {
      param: "user",
    },
  );
}
