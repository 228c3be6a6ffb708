import type { Caller } from "../../core/caller.ts";
import type { Deployment } from "../../core/deployment.ts";
import { objectsOf, parseObject, type JsonObject } from "../../core/json.ts";
import { inTime } from "../../store/in-time.ts";
import { isHeldHere, type ManagedObject, type ManagedObjects } from "../../store/managed-objects.ts";
import type { Frame } from "../../streams/frame.ts";
import { findNames, mapNames } from "./find-names.ts";
import { holdersOf } from "./holders-of.ts";
import { describeKept, noteSeen, type Place } from "./publish.ts";

/** Gives the answer of a model in the ids that its client knows, where it is passed on as the provider wrote it. */
export interface Publishing {
  /** The same object where there is nothing in it to rename. */
  body(answer: JsonObject, deployment: Deployment): JsonObject;
  frame(frame: Frame, deployment: Deployment): Frame;
  /** Ends when all that was given out is noted; undefined where it is. Never rejects. */
  noting(): Promise<void> | undefined;
}

/** Who asked, and for what. */
interface Asked {
  readonly caller: Caller;
  readonly named: readonly ManagedObject[];
  readonly model: string;
}

/** The client waits for the words behind it meanwhile. */
const NOTE_MS = 5_000;
const NAMES = /"(?:file_ids?|vector_store_ids?|container(?:_id)?)":/;
/** Tools of OpenAI's and Anthropic's that make files, or a container to run in, by the beginnings of their types. */
const MAKERS = /^(?:code_interpreter|code_execution|shell)/;

/** Whether an answer may name what its request does not: what a tool of the provider's has made. */
export const mayNameMore = ({ tools }: JsonObject): boolean =>
  objectsOf(tools).some(({ type }) => typeof type === "string" && MAKERS.test(type));

export function publishAnswer({ caller, named, model }: Asked, objects: ManagedObjects, now: () => number): Publishing {
  const [first] = named.filter((object) => !isHeldHere(object));
  const known = new Map(named.map(({ upstreamId, id }) => [upstreamId, id]));
  let noting: Promise<void> | undefined;

  function note(seen: readonly ManagedObject[]): void {
    if (seen.length === 0) return;
    const noted = inTime(noteSeen(seen, objects), NOTE_MS).catch((error: unknown) => {
      console.error("given out, but not noted", seen.map(({ id }) => id).join(" "), String(error));
    });
    const all = (noting = Promise.all([noting, noted]).then(() => void (noting === all && (noting = undefined))));
  }

  function body(answer: JsonObject, deployment: Deployment): JsonObject {
    const names = findNames(answer);
    if (names.length === 0) return answer;
    // One account has one id for all, and the deployment that keeps what is named gave out theirs.
    const place: Place = first === undefined ? deployment : { id: first.deploymentId, modelName: first.model };
    const source = { holders: first ?? holdersOf(caller), deployment: place, model, nowMs: now() };
    const unknown = new Map(names.filter(({ id }) => !known.has(id)).map(({ id, kind }) => [id, kind]));
    const seen = [...unknown].map(([id, kind]) => describeKept(id, kind, source));
    for (const { upstreamId, id } of seen) known.set(upstreamId, id);
    note(seen);
    return mapNames(
      answer,
      ({ id }) => known.get(id) ?? id,
      () => undefined,
    );
  }

  return {
    body,
    frame(frame, deployment) {
      if (!NAMES.test(frame.data)) return frame;
      const event = parseObject(frame.data);
      return event === undefined ? frame : { ...frame, data: JSON.stringify(body(event, deployment)) };
    },
    noting: () => noting,
  };
}
