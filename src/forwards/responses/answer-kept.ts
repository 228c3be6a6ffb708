import { checkRouteAccess, type RouteGroup } from "../../auth/check-route-access.ts";
import type { Caller } from "../../core/caller.ts";
import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { sightOf } from "../../core/owner.ts";
import type { ResponseStore } from "../../store/response-store.ts";
import { listItems } from "./list-items.ts";
import { notFound } from "./not-found.ts";
import type { ResponseAct } from "./response-rows.ts";

/** What is asked of an answer that is kept here. Rejects with a `GatewayError`; another's is `object_not_found`. */
export async function answerKept(
  caller: Caller,
  url: string,
  { act, id }: { readonly act: ResponseAct; readonly id: string },
  groups: readonly RouteGroup[],
  store: ResponseStore,
): Promise<JsonObject> {
  checkRouteAccess(caller, url, groups);
  const sight = sightOf(caller);
  const { searchParams: query } = new URL(url);
  switch (act) {
    case "get": {
      const answer = (await store.find(id, sight)) ?? raise(notFound(id));
      if (query.get("stream") === "true") throw notInBackground("streamed again");
      return answer;
    }
    case "delete":
      if (!(await store.remove(id, sight))) throw notFound(id);
      return { id, object: "response", deleted: true };
    case "items":
      return listItems((await store.findTurns(id, sight)) ?? raise(notFound(id)), query);
    case "cancel":
      if ((await store.find(id, sight)) === undefined) throw notFound(id);
      throw notInBackground("cancelled");
  }
}

function raise(error: GatewayError): never {
  throw error;
}

const notInBackground = (what: string): GatewayError =>
  new GatewayError("invalid_request", `Only a response that was made with background=true can be ${what}.`);
