import type { FaultKind } from "../core/fault.ts";
import { FAULTS } from "../core/fault.ts";
import type { Operation } from "../core/operation.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import type { Call } from "../pipeline/read-call.ts";
import type { Fallback } from "../router/find-fallbacks.ts";
import { judgeFault } from "../router/judge-fault.ts";
import type { ModelGroup } from "../router/model-index.ts";
import type { Ranking } from "../router/rank-deployments.ts";
import type { RouteRequest } from "../router/route-request.ts";
import type { Signals } from "../router/signals.ts";
import { ORDERED_MAX } from "../router/strategies/put-lowest-first.ts";

interface Explained {
  readonly call: Pick<Call<Operation>, "mock">;
  readonly group: ModelGroup;
  readonly route: Pick<RouteRequest, "affinity">;
  readonly ranking: Ranking;
  readonly fallbacksAfter: (kind: FaultKind) => readonly Fallback[];
  readonly retriesAfter: (kind: FaultKind) => number;
  readonly parts: Pick<Gateway, "models"> & { readonly signals: Signals };
}

const NAME_LENGTH_MAX = 200;
const KINDS = Object.keys(FAULTS) as readonly FaultKind[];

/** What somebody who reads a ranking has to know beside it, as sentences. */
export const noteRoute = (explained: Explained): readonly string[] => [
  ...noteMock(explained),
  ...noteGroup(explained),
  ...noteOrder(explained),
  ...noteRetries(explained),
  ...noteFallbacks(explained),
];

const noteMock = ({ call: { mock } }: Explained): readonly string[] =>
  mock === undefined ? [] : ["The request asks for a mock, which answers or fails in the place of a deployment."];

function noteGroup({ group, ranking: { refusal }, fallbacksAfter, parts: { signals } }: Explained): readonly string[] {
  if (refusal !== undefined)
    return [`No deployment of ${group.name} passes the check "${refusal}", so none of them is asked.`];
  if (!group.deployments.every(({ id }) => signals.cooledUntilMs(id) > 0)) return [];
  const rest =
    fallbacksAfter("server-error").length > 0 ? "what stands in for it is asked first" : "nothing stands in for it";
  return [`All deployments of ${group.name} cool down, and ${rest}.`];
}

function noteOrder({ route: { affinity }, ranking: { ranked } }: Explained): readonly string[] {
  if (ranked.length < 2) return [];
  const order =
    affinity === undefined
      ? "Ranks that only chance decides are drawn anew for each request."
      : "Instead of the strategy the beginning of the prompt decides, so that requests which begin alike stay together.";
  return ranked.length > ORDERED_MAX ? [order, `Ranks beyond ${ORDERED_MAX} mean little.`] : [order];
}

/** A fault that nobody would answer better is not retried, which goes without saying. */
function noteRetries({ retriesAfter }: Explained): readonly string[] {
  const usual = retriesAfter("server-error");
  return KINDS.map((kind) => ({ kind, count: retriesAfter(kind) }))
    .filter(({ kind, count }) => count !== (judgeFault({ kind }).retry === "nowhere" ? 0 : usual))
    .map(({ kind, count }) => `After the fault "${kind}" there are at most ${count} retries.`);
}

function noteFallbacks({ fallbacksAfter, parts: { models } }: Explained): readonly string[] {
  const notes = KINDS.flatMap(fallbacksAfter).flatMap(({ name }) => {
    const shown = name.slice(0, NAME_LENGTH_MAX);
    return models.find(name) === undefined ? [`There is no model ${shown}, so it is passed over.`] : [];
  });
  return [...new Set(notes)];
}
