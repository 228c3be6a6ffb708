import type { Caller } from "../../core/caller.ts";
import type { Deployment } from "../../core/deployment.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { holdersOf } from "../../pipeline/objects/holders-of.ts";
import { noteMade, noteSeen, publishIds, type Source } from "../../pipeline/objects/publish.ts";
import type { ManagedObject, ManagedObjects } from "../../store/managed-objects.ts";
import type { ResourceRow } from "./resource-rows.ts";

/** The soonest that a batch is looked at. */
const FIRST_LOOK_MS = 60_000;

interface About {
  readonly row: ResourceRow;
  /** What the request is about or within; undefined where it makes something of its own. */
  readonly subject: ManagedObject | undefined;
  readonly named: readonly ManagedObject[];
  /** As the caller asked for it, after aliases. */
  readonly model: string;
}

/** An answer in the ids that its client knows, once all that it tells of is noted. */
export async function rewriteAnswer(
  body: JsonObject,
  { row, subject, named, model }: About,
  { deployment, caller }: { readonly deployment: Deployment; readonly caller: Caller },
  { objects, now }: { readonly objects: ManagedObjects; readonly now: () => number },
): Promise<JsonObject> {
  const nowMs = now();
  const source: Source = {
    // What an admin looks at stays whose it is.
    holders: subject ?? holdersOf(caller),
    deployment,
    model: subject?.model ?? model,
    named,
    nowMs,
  };
  if (row.act === "create" && row.kind !== undefined)
    return await noteMade(body, source, row.kind, objects, row.kind === "batch" ? nowMs + FIRST_LOOK_MS : null);
  const published = publishIds(body, source, row.kind);
  await noteSeen(published.seen.map(asSaid(published.body)), objects);
  if (subject !== undefined && row.act === "delete") await objects.remove(subject.id);
  if (subject !== undefined && row.act === "get")
    await objects.change(subject.id, { body: published.body, updatedAtMs: nowMs });
  return published.body;
}

/** What an answer holds whole, such as the file of an upload, is noted so. */
const asSaid =
  (answer: JsonObject) =>
  (object: ManagedObject): ManagedObject => {
    const body = Object.values(answer).find((held) => isObject(held) && held["id"] === object.id);
    return isObject(body) ? { ...object, body } : object;
  };
