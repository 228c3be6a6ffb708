import type { Deployment } from "../../core/deployment.ts";
import { ownerOf, sightOf } from "../../core/owner.ts";
import { noUsage } from "../../core/usage.ts";
import type { Rename, StreamWatcher } from "../../dialects/dialect.ts";
import { openaiResponses } from "../../dialects/openai-responses/index.ts";
import { keepAnswer } from "../../dialects/openai-responses/keep-answer.ts";
import { encodeStreamError } from "../../dialects/openai-responses/map-error.ts";
import { renameAnswer } from "../../dialects/openai-responses/rename-answer.ts";
import { readRegion } from "../../pipeline/bind-region.ts";
import type { ForwardCall, ForwardTools } from "../../pipeline/forward-call.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { publishAnswer } from "../../pipeline/objects/publish-answer.ts";
import { readEndUser } from "../../pipeline/read-end-user.ts";
import { readTags } from "../../pipeline/read-tags.ts";
import { readWishes } from "../../pipeline/read-wishes.ts";
import { findDeployment } from "./find-deployment.ts";
import { notFound } from "./not-found.ts";
import { pathAt } from "./path-at.ts";
import { RESPONSE_ROWS, type ResponseAct } from "./response-rows.ts";
import { usageAtEnd } from "./tell-background.ts";

/**
 * What is asked of a response that a provider keeps, of the deployment that its id names. Throws `object_not_found` for one
 * that is not the caller's, or whose deployment is not configured any more.
 */
export function readNativeCall(
  request: Request,
  act: ResponseAct,
  { caller, steps }: Pick<ForwardTools, "caller" | "steps">,
  {
    responses: { seal, store },
    models,
    objects,
    upstream: { now },
  }: Pick<Gateway, "responses" | "models" | "objects" | "upstream">,
): ForwardCall {
  const { id = "" } = steps;
  const kept = seal.open(id, sightOf(caller));
  const found = kept && findDeployment(kept.deployment, caller.models, models);
  if (kept === undefined || found === undefined) throw notFound(id);
  const { model } = found;
  const { searchParams: query } = new URL(request.url);
  const { method } = RESPONSE_ROWS[act];
  const owner = ownerOf(caller);
  const renameAt =
    ({ provider, id: deployment }: Deployment): Rename =>
    (own) =>
      own === kept.id ? id : seal.name({ provider, deployment, id: own }, owner);
  const publishing = publishAnswer({ caller, named: [], model }, objects, now);
  const asked = query.size === 0 ? "" : `?${query.toString()}`;
  return {
    operation: "response",
    model,
    pinned: kept.deployment,
    intent: { stream: false, endUser: readEndUser(request.headers, undefined) },
    body: {},
    texts: () => [],
    tags: readTags({}, request.headers),
    wishes: readWishes({}, request.headers, model),
    bound: readRegion({}),
    mock: undefined,
    isOnce: method !== "GET",
    prepare: (deployment, adapter) => ({
      method,
      path: pathAt(deployment, adapter, kept.id, act) + asked,
      headers: {},
      body: null,
    }),
    // It was charged when it was made, unless it was not over then.
    readUsage: () => noUsage,
    ...(act !== "items" && {
      async charge({ body = {} }) {
        if (act !== "delete" && keepAnswer.isUnderWay(body)) return noUsage;
        // Where the store is away it is charged later: see `chargeBackground`.
        const event = await store.take(id).catch(() => undefined);
        return event === undefined ? noUsage : usageAtEnd(body, event);
      },
    }),
    estimate: () => noUsage,
    async rewrite(body, { deployment }) {
      const published = publishing.body(renameAnswer.whole(body, renameAt(deployment)), deployment);
      await publishing.noting();
      return published;
    },
    // A stream that is told again. What it came to is charged by whoever is told of the end without a stream.
    watch: () => Object.create(openaiResponses.watcher(), { usage: { value: undefined } }) as StreamWatcher,
    isWhole: ({ ended }) => ended,
    // What it names was noted when it was made, or is when it is asked for without a stream.
    rewriteFrame: (frame, deployment) => publishing.frame(renameAnswer.frame(frame, renameAt(deployment)), deployment),
    encodeStreamError,
  };
}
