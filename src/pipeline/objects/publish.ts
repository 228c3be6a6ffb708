import type { Deployment } from "../../core/deployment.ts";
import { textOf, type JsonObject } from "../../core/json.ts";
import type { ManagedKind, ManagedObject, ManagedObjects } from "../../store/managed-objects.ts";
import { mapIds } from "./id-fields.ts";
import type { Holders } from "./holders-of.ts";
import { publicIdOf } from "./public-id.ts";

export type Place = Pick<Deployment, "id" | "modelName">;

/** Where an answer is from, and whose everything in it is. */
export interface Source {
  readonly holders: Holders;
  readonly deployment: Place;
  /** The public name that was asked for; noted where the deployment's own is a wildcard. */
  readonly model: string;
  /** The objects that the request named: they keep the ids they go by. */
  readonly named: readonly ManagedObject[];
  readonly nowMs: number;
}

interface Published {
  /** The answer in the ids that clients know. */
  readonly body: JsonObject;
  /** What it tells of for the first time: not yet noted anywhere. */
  readonly seen: readonly ManagedObject[];
}

/** An answer as its client is to read it. `kind` is that of its own `id`, if it has one of ours. */
export function publishIds(body: JsonObject, source: Source, kind?: ManagedKind): Published {
  const known = new Map(source.named.map(({ upstreamId, id }) => [upstreamId, id]));
  const met = new Map<string, ManagedKind>();
  mapIds(
    body,
    (text, place) => {
      if (place !== undefined && !known.has(text)) met.set(text, place);
      return text;
    },
    kind,
  );
  const seen = [...met].map(([upstreamId, place]) => describeKept(upstreamId, place, source));
  for (const { upstreamId, id } of seen) known.set(upstreamId, id);
  return { body: mapIds(body, (text) => known.get(text) ?? text, kind), seen };
}

/** Notes what is not noted yet, under the ids that were just given out. */
export async function noteSeen(seen: readonly ManagedObject[], objects: ManagedObjects): Promise<void> {
  if (seen.length === 0) return;
  const noted = new Set((await objects.find(seen.map(({ id }) => id))).map(({ id }) => id));
  await objects.insert(seen.filter(({ id }) => !noted.has(id)));
}

/**
 * Notes what was just made and gives its body back as its client is to read it. Rejects with `store_unavailable`; the log then
 * says what was made, because nobody else will find it.
 */
export async function noteMade(
  made: JsonObject,
  source: Source,
  kind: ManagedKind,
  objects: ManagedObjects,
  dueAtMs: number | null = null,
): Promise<JsonObject> {
  const { body, seen } = publishIds(made, source, kind);
  const noted = seen.map((object) => (object.id === textOf(body["id"]) ? { ...object, body, dueAtMs } : object));
  try {
    await noteSeen(noted, objects);
  } catch (error) {
    console.error("made at a provider, but not noted", { kind, deployment: source.deployment.id, id: made["id"] });
    throw error;
  }
  return body;
}

/** What a provider keeps, as it is noted when it is first heard of. */
export function describeKept(
  upstreamId: string,
  kind: ManagedKind,
  { holders, deployment, model, nowMs }: Omit<Source, "named">,
): ManagedObject {
  const id = publicIdOf(kind, { owner: holders.owner, deploymentId: deployment.id, upstreamId });
  return {
    id,
    kind,
    owner: holders.owner,
    keyHash: holders.keyHash,
    userId: holders.userId,
    teamId: holders.teamId,
    organizationId: holders.organizationId,
    model: deployment.modelName.includes("*") ? model : deployment.modelName,
    deploymentId: deployment.id,
    upstreamId,
    parentId: null,
    // All that is known of it until somebody asks for it.
    body: { id, object: OBJECT_NAMES[kind], created_at: Math.floor(nowMs / 1_000) },
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    dueAtMs: null,
  };
}

/** What OpenAI writes as their `object`. */
export const OBJECT_NAMES = {
  file: "file",
  batch: "batch",
  fine_tuning_job: "fine_tuning.job",
  vector_store: "vector_store",
  container: "container",
  assistant: "assistant",
  thread: "thread",
  video: "video",
  upload: "upload",
} as const satisfies Record<ManagedKind, string>;
