import { checkRouteAccess, type RouteGroup } from "../../auth/check-route-access.ts";
import type { Caller } from "../../core/caller.ts";
import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { sightOf } from "../../core/owner.ts";
import { isRunHere } from "../../core/response-id.ts";
import { invalidRequest } from "../../dialects/read-fields.ts";
import type { BackgroundRuns } from "../../store/background-runs.ts";
import type { ResponseStore } from "../../store/response-store.ts";
import { listItems } from "./list-items.ts";
import { notFound } from "./not-found.ts";
import type { ResponseAct } from "./response-rows.ts";

/** Where answers are kept, and where they are written whose clients do not wait. */
export interface KeptAnswers {
  readonly store: ResponseStore;
  readonly runs: BackgroundRuns | undefined;
}

interface Asked extends KeptAnswers {
  readonly id: string;
  /** See `sightOf`. */
  readonly sight: string | undefined;
}

/** What is asked of an answer that is kept here. Rejects with a `GatewayError`; another's is `object_not_found`. */
export async function answerKept(
  caller: Caller,
  url: string,
  { act, id }: { readonly act: ResponseAct; readonly id: string },
  groups: readonly RouteGroup[],
  { store, runs }: KeptAnswers,
): Promise<Response> {
  checkRouteAccess(caller, url, groups);
  const asked: Asked = { id, sight: sightOf(caller), store, runs: isRunHere(id) ? runs : undefined };
  const { searchParams: query } = new URL(url);
  switch (act) {
    case "get":
      return query.get("stream") === "true" ? await followAgain(asked, query) : Response.json(await find(asked));
    case "delete":
      return Response.json(await remove(asked));
    case "items":
      return Response.json(listItems(await findTurns(asked), query));
    case "cancel":
      return Response.json(await cancel(asked));
  }
}

/** What is over is kept in the database, what is not is known where it is written. */
async function find({ id, sight, store, runs }: Asked): Promise<JsonObject> {
  const answer = (await store.find(id, sight)) ?? (await runs?.look(id, sight));
  if (answer === undefined) throw notFound(id);
  return answer;
}

async function findTurns({ id, sight, store }: Asked) {
  const turns = await store.findTurns(id, sight);
  if (turns === undefined) throw notFound(id);
  return turns;
}

async function followAgain(asked: Asked, query: URLSearchParams): Promise<Response> {
  const stream = await asked.runs?.follow(asked.id, asked.sight, readAfter(query));
  if (stream !== undefined)
    return new Response(stream, { headers: { "content-type": "text/event-stream", "cache-control": "no-cache" } });
  await find(asked);
  throw asked.runs === undefined
    ? notInBackground("streamed again")
    : new GatewayError("invalid_request", "The stream of a response can be read again for an hour after its end.");
}

/** The number of the last event that was read; the first has the number 0. */
function readAfter(query: URLSearchParams): number {
  const text = query.get("starting_after");
  if (text === null) return -1;
  if (!/^\d{1,9}$/.test(text)) throw invalidRequest("starting_after", "the sequence_number of an event");
  return Number(text);
}

async function remove({ id, sight, store, runs }: Asked): Promise<JsonObject> {
  // First, because an answer is kept when it ends.
  const wasRun = await runs?.remove(id, sight);
  const wasKept = await store.remove(id, sight);
  if (wasRun !== true && !wasKept) throw notFound(id);
  return { id, object: "response", deleted: true };
}

async function cancel(asked: Asked): Promise<JsonObject> {
  const { id, sight, runs } = asked;
  const answer = (await runs?.cancel(id, sight)) ?? (await find(asked));
  if (runs === undefined) throw notInBackground("cancelled");
  return answer;
}

const notInBackground = (what: string): GatewayError =>
  new GatewayError("invalid_request", `Only a response that was made with background=true can be ${what}.`);
