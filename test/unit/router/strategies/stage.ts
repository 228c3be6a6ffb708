import type { Deployment, RoutingFacts } from "../../../../src/core/deployment.ts";
import { asId } from "../../../../src/core/ids.ts";
import type { RankContext } from "../../../../src/router/rank-deployments.ts";
import type { RouteRequest } from "../../../../src/router/route-request.ts";
import { DEFAULT_ROUTER } from "../../../../src/router/router-settings.ts";
import type { RouterSettings } from "../../../../src/router/router-settings.ts";
import type { Signals } from "../../../../src/router/signals.ts";
import { deploymentOf } from "../../../support/deployments.ts";
import { Random } from "../../../support/random.ts";

/** What an isolate saw of one deployment; what is not told did not happen. */
export interface Seen {
  readonly cooledUntilMs?: number;
  readonly inFlight?: number;
  readonly wholes?: readonly number[];
  readonly streams?: readonly number[];
  readonly requests?: number;
  readonly tokens?: number;
}

export interface Scene {
  readonly request?: Partial<RouteRequest>;
  readonly settings?: Partial<RouterSettings>;
  readonly seen?: Readonly<Record<string, Seen>>;
  readonly isFallback?: boolean;
  readonly seed?: number;
}

/** Frozen to its leaves, so that whoever writes to it fails. */
export const candidateOf = (id: string, routing: Partial<RoutingFacts> = {}, more: Partial<Deployment> = {}) =>
  freezeDeep(deploymentOf({ id: asId<"deployment">(id), routing: { tags: [], ...routing }, ...more }));

export const groupOf = (facts: Readonly<Record<string, Partial<RoutingFacts>>>): readonly Deployment[] =>
  Object.freeze(Object.entries(facts).map(([id, routing]) => candidateOf(id, routing)));

export function contextOf({ request, settings, seen = {}, isFallback = false, seed = 1 }: Scene = {}): RankContext {
  const random = new Random(seed);
  return freezeDeep({
    request: {
      model: "group",
      stream: false,
      tags: [],
      inputTokens: () => 100,
      needs: () => [],
      wishes: {},
      ...request,
    },
    settings: { ...DEFAULT_ROUTER, ...settings },
    signals: signalsOf(new Map(Object.entries(seen))),
    random: () => random.next(),
    isFallback,
  });
}

export const idsOf = (candidates: readonly Deployment[]): readonly string[] => candidates.map(({ id }) => id);

/** How often each id is first when it is ranked again and again. */
export function countFirsts(rank: () => readonly Deployment[], rounds: number): Readonly<Record<string, number>> {
  const firsts: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    const id = rank()[0]?.id ?? "nobody";
    firsts[id] = (firsts[id] ?? 0) + 1;
  }
  return firsts;
}

const NOTHING = { requests: 0, tokens: 0 };

const signalsOf = (seen: ReadonlyMap<string, Seen>): Signals => ({
  cooledUntilMs: (id) => seen.get(id)?.cooledUntilMs ?? 0,
  inFlight: (id) => seen.get(id)?.inFlight ?? 0,
  latencies: (id, isStream) => (isStream ? seen.get(id)?.streams : seen.get(id)?.wholes) ?? [],
  usage: (id) => ({ ...NOTHING, ...seen.get(id) }),
});

function freezeDeep<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freezeDeep(part);
  }
  return value;
}
