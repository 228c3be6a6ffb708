import type { Deployment } from "../core/deployment.ts";
import type { Fault } from "../core/fault.ts";
import { UpstreamFault } from "../core/fault.ts";
import type { RouteStep } from "../core/usage-event.ts";
import type { Defer } from "../store/key-store.ts";
import type { CheckId } from "./filters/filter.ts";
import { findFallbacks } from "./find-fallbacks.ts";
import type { Fallback } from "./find-fallbacks.ts";
import type { ModelGroup } from "./model-index.ts";
import { planRetry } from "./plan-retry.ts";
import { type Ranking, rankDeployments } from "./rank-deployments.ts";
import type { RetryBudget } from "./retry-budget.ts";
import type { RouteRequest } from "./route-request.ts";
import type { RouterSettings } from "./router-settings.ts";
import type { Attempt, DeploymentWatch } from "./watch-deployments.ts";

/** Where one attempt goes. */
export interface Destination {
  readonly deployment: Deployment;
  readonly group: ModelGroup;
  /** From 1, over the whole request. */
  readonly number: number;
  /** Of the attempts before, those in a group that had been tried already. */
  readonly retries: number;
  /** Groups that were left before: 0 is the one that was asked for. */
  readonly fallbacks: number;
  /** The end of the attempt is to be told here; a rejection tells it by itself. */
  readonly watched: Attempt;
}

interface Routed<T> {
  readonly value: T;
  readonly destination: Destination;
}

export interface RouteOptions<T> {
  /** Rejects with `UpstreamFault` when another deployment may be tried. */
  attempt(destination: Destination): Promise<T>;
  /** Undefined when no deployment answers to the name. */
  findGroup(fallback: Fallback): ModelGroup | undefined;
  /** Rejects when the client has left. */
  pause(ms: number): Promise<void>;
  /** Until the request has to be answered. */
  remainingMs(): number;
  /** Told of each attempt that failed. */
  failed(step: RouteStep): void;
  readonly defer: Defer;
}

export interface Router {
  /**
   * Tries deployments of the group, then of the groups that stand in for it, until one answers. Rejects with the first
   * group's last `UpstreamFault`, with `NobodyFits`, or with whatever else `attempt` rejects with.
   */
  route<T>(request: RouteRequest, group: ModelGroup, options: RouteOptions<T>): Promise<Routed<T>>;
}

/** No deployment of a group can serve the request at all. */
export class NobodyFits extends Error {
  readonly check: CheckId;

  constructor(check: CheckId, group: string) {
    super(`no deployment of ${group} passes the check ${check}`);
    this.name = "NobodyFits";
    this.check = check;
  }
}

interface RouterTools {
  readonly settings: RouterSettings;
  readonly watch: DeploymentWatch;
  readonly budget: RetryBudget;
  readonly now: () => number;
  readonly random: () => number;
}

export function createRouter({ settings, watch, budget, now, random }: RouterTools): Router {
  async function route<T>(request: RouteRequest, asked: ModelGroup, options: RouteOptions<T>): Promise<Routed<T>> {
    const started = budget.enter();
    const trip = { request, options, attempts: 0, retries: 0, hasFallbacks: hasFallbacks(request) };
    try {
      return await leaveGroups(trip, asked);
    } finally {
      budget.leave(started);
    }
  }

  async function leaveGroups<T>(trip: Trip<T>, asked: ModelGroup): Promise<Routed<T>> {
    let failure: unknown;
    try {
      if (!(trip.hasFallbacks && isAllCooling(asked))) return await tryGroup(trip, asked, 0);
      failure = new UpstreamFault(allCooling(asked));
    } catch (error) {
      failure = error;
    }
    const fault = faultOf(failure);
    if (fault === undefined) throw failure;
    let left = 0;
    for (const fallback of findFallbacks(fault, trip.request, settings)) {
      const group = trip.options.findGroup(fallback);
      if (group === undefined) continue;
      left += 1;
      try {
        return await tryGroup(trip, group, left);
      } catch (error) {
        if (faultOf(error) === undefined) throw error;
      }
    }
    // Nobody stood in, so the group that cools is asked all the same.
    if (trip.attempts === 0 && fault.isLocal === true) return await tryGroup(trip, asked, 0);
    throw failure;
  }

  async function tryGroup<T>(trip: Trip<T>, group: ModelGroup, fallbacks: number): Promise<Routed<T>> {
    const { request, options } = trip;
    const tried = new Set<Deployment>();
    let deployment = best(request, group, fallbacks);
    let retry: ReturnType<RetryBudget["enterRetry"]>;
    for (let retried = 0; ; retried += 1) {
      const result = await tryDeployment(trip, { deployment, group, fallbacks }, retried).finally(() => {
        if (retry !== undefined) budget.leaveRetry(retry);
      });
      if ("value" in result) return result;
      tried.add(deployment);
      const other = findOther(request, group, tried, fallbacks);
      const failed = {
        fault: result.fault,
        group: group.name,
        deploymentRetries: deployment.routing.retries,
        wishedRetries: request.wishes.retries,
        retried,
        hasOther: other !== undefined,
        allCool: isAllCooling(group),
        remainingMs: options.remainingMs(),
      };
      const plan = planRetry(failed, settings, random);
      retry = plan.retry ? budget.enterRetry() : undefined;
      if (!plan.retry || retry === undefined) throw result.error;
      if (plan.delayMs > 0) await pauseFor(plan.delayMs, retry, options);
      deployment = other ?? best(request, group, fallbacks);
    }
  }

  async function tryDeployment<T>(
    trip: Trip<T>,
    { deployment, group, fallbacks }: Pick<Destination, "deployment" | "group" | "fallbacks">,
    retried: number,
  ): Promise<Routed<T> | { readonly fault: Fault; readonly error: UpstreamFault }> {
    const { request, options } = trip;
    trip.attempts += 1;
    if (retried > 0) trip.retries += 1;
    const groupSize = group.deployments.length + (trip.hasFallbacks ? 1 : 0);
    const watched = watch.started(deployment, { groupSize, isStream: request.stream, defer: options.defer });
    const { attempts: number, retries } = trip;
    const destination = { deployment, group, number, retries, fallbacks, watched };
    try {
      return { value: await options.attempt(destination), destination };
    } catch (error) {
      if (!(error instanceof UpstreamFault)) {
        watched.left();
        throw error;
      }
      watched.failed(error.fault);
      options.failed({ group: group.name, deployment: deployment.id, fault: error.fault.kind });
      return { fault: error.fault, error };
    }
  }

  async function pauseFor<T>(
    ms: number,
    retry: NonNullable<ReturnType<RetryBudget["enterRetry"]>>,
    options: RouteOptions<T>,
  ): Promise<void> {
    try {
      await options.pause(ms);
    } catch (error) {
      budget.leaveRetry(retry);
      throw error;
    }
  }

  function best(request: RouteRequest, group: ModelGroup, fallbacks: number): Deployment {
    const { ranked, refusal } = rank(request, group.deployments, fallbacks);
    if (ranked[0] === undefined) throw new NobodyFits(refusal ?? "tags", group.name);
    return ranked[0];
  }

  /** The best of those that do not cool and were not tried: without the tried ones, the next `order` has its turn. */
  function findOther(
    request: RouteRequest,
    { deployments }: ModelGroup,
    tried: ReadonlySet<Deployment>,
    fallbacks: number,
  ): Deployment | undefined {
    const others = deployments.filter((other) => !tried.has(other) && !isCooling(other));
    return rank(request, others, fallbacks).ranked[0];
  }

  const rank = (request: RouteRequest, candidates: readonly Deployment[], fallbacks: number): Ranking =>
    rankDeployments(candidates, { request, signals: watch.look(), settings, isFallback: fallbacks > 0, random });

  const hasFallbacks = (request: RouteRequest): boolean =>
    findFallbacks({ kind: "server-error" }, request, settings).length > 0;

  const isCooling = ({ id }: Deployment): boolean => watch.isAnyCooling && watch.cooledUntilMs(id) > now();

  const isAllCooling = ({ deployments }: ModelGroup): boolean => watch.isAnyCooling && deployments.every(isCooling);

  return { route };
}

interface Trip<T> {
  readonly request: RouteRequest;
  readonly options: RouteOptions<T>;
  readonly hasFallbacks: boolean;
  attempts: number;
  retries: number;
}

const allCooling = ({ name }: ModelGroup): Fault => ({
  kind: "overloaded",
  message: `All deployments of ${name} cool down.`,
  isLocal: true,
});

/** What the fallbacks are chosen by; undefined for what nobody else would answer better. */
function faultOf(error: unknown): Pick<Fault, "kind" | "isLocal"> | undefined {
  if (error instanceof UpstreamFault) return error.fault;
  if (error instanceof NobodyFits)
    return { kind: error.check === "context-window" ? "context-window" : "server-error" };
  return undefined;
}
