import type { Caller } from "../../core/caller.ts";
import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import type { Operation } from "../../core/operation.ts";
import { sightOf } from "../../core/owner.ts";
import { isSamePlace } from "../../core/same-place.ts";
import { isHeldHere, type ManagedObject } from "../../store/managed-objects.ts";
import type { Gateway } from "../gateway.ts";
import type { Call } from "../read-call.ts";
import { findNames, mapNames, type Name } from "./find-names.ts";
import { findObjects } from "./find-objects.ts";
import { inlineFile } from "./inline-file.ts";
import { locate } from "./locate.ts";
import { notFound } from "./not-found.ts";
import { mayNameMore, publishAnswer } from "./publish-answer.ts";
import { readHeldFiles } from "./read-held-files.ts";

type Kept = Pick<Gateway, "objects" | "files" | "models" | "settings">;

/**
 * A call in the ids of who is to serve it: what a provider keeps is named as it knows it, and binds the call to its account;
 * what is held here is sent along. Rejects with `object_not_found` for every id that is not one of the caller's; admins may
 * name a provider's own.
 */
export function resolveNames<O extends Operation>(
  call: Call<O>,
  caller: Caller,
  kept: Kept,
  now: () => number,
): Call<O> | Promise<Call<O>> {
  if (call.operation !== "chat" && call.operation !== "count") return call;
  const names = findNames(call.body);
  if (names.length > 0) return resolve(call, names, caller, kept, now);
  return mayNameMore(call.body)
    ? { ...call, publishing: publishAnswer({ caller, named: [], model: call.model }, kept.objects, now) }
    : call;
}

async function resolve<O extends Operation>(
  call: Call<O>,
  names: readonly Name[],
  caller: Caller,
  { objects, files, models, settings }: Kept,
  now: () => number,
): Promise<Call<O>> {
  const sight = sightOf(caller);
  const ids = [...new Set(names.map(({ id }) => id))];
  const found = await findObjects(ids, sight, objects);
  for (const { id, kind } of names) {
    const object = found.get(id);
    if (object === undefined && sight === undefined) continue;
    if (object?.kind !== kind) throw notFound(id, kind);
  }
  const named = [...found.values()];
  const sent = names.flatMap(({ id }) => found.get(id) ?? []).filter(isHeldHere);
  const held = await readHeldFiles(sent, files, settings.requestBytesMax);
  const keptAt = placeOf(
    named.filter((object) => !isHeldHere(object)),
    models,
  );
  const body = mapNames(
    call.body,
    ({ id }) => {
      if (held.has(id)) throw outOfPlace(id);
      return found.get(id)?.upstreamId ?? id;
    },
    (block) => inlineFile(block, (id) => held.get(id)),
  );
  return {
    ...call,
    body,
    texts: () => call.dialect.textsOf(body),
    keptAt,
    publishing: publishAnswer({ caller, named, model: call.model }, objects, now),
  };
}

/** A deployment of the account that keeps all of them; undefined where there are none. */
function placeOf(kept: readonly ManagedObject[], models: Gateway["models"]): Deployment | undefined {
  const [first, ...others] = kept.map((object) => locate(object, models).deployment);
  if (first === undefined || others.every((other) => isSamePlace(other, first))) return first;
  throw new GatewayError("invalid_request", "What the request names is kept at different providers or accounts.", {
    param: "file_id",
  });
}

const outOfPlace = (id: string): GatewayError =>
  new GatewayError(
    "invalid_request",
    `The gateway itself keeps ${id}, and can put it into a message alone. For a tool, upload it to the provider of the model, by \`model\` or \`custom_llm_provider\`.`,
    { param: "file_id" },
  );
