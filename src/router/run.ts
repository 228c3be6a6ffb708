import type { Deployment } from "../core/deployment.ts";
import type { FaultKind } from "../core/fault.ts";
import { UpstreamFault } from "../core/fault.ts";
import type { WeightedDeployment } from "./model-index.ts";

export interface Routed<T> {
  readonly value: T;
  readonly deployment: Deployment;
  readonly attempts: number;
}

/** Faults that say something about the request, not about who was asked: nobody else would answer better. */
const FINAL: ReadonlySet<FaultKind> = new Set(["invalid-request", "unprocessable", "context-window", "content-policy"]);

/**
 * Tries the deployments of a group, in an order drawn by weight, until one answers. Rejects with the last fault.
 * Knows nothing of HTTP; `attempt` does.
 */
export async function run<T>(
  deployments: readonly WeightedDeployment[],
  attempt: (deployment: Deployment, number: number) => Promise<T>,
  random: () => number = Math.random,
): Promise<Routed<T>> {
  const order = deployments.length === 1 ? deployments : shuffle(deployments, random);
  let attempts = 0;
  for (const { deployment } of order) {
    attempts += 1;
    try {
      return { value: await attempt(deployment, attempts), deployment, attempts };
    } catch (error) {
      const isLast = attempts === order.length;
      if (isLast || !(error instanceof UpstreamFault) || FINAL.has(error.fault.kind)) throw error;
    }
  }
  throw new RangeError("a model group has at least one deployment");
}

/** A weighted order without replacement (Efraimidis and Spirakis, 2006): each draws u^(1/weight), highest first. */
function shuffle(deployments: readonly WeightedDeployment[], random: () => number): readonly WeightedDeployment[] {
  return deployments
    .map((candidate) => ({ candidate, draw: random() ** (1 / candidate.weight) }))
    .toSorted((a, b) => b.draw - a.draw)
    .map(({ candidate }) => candidate);
}
