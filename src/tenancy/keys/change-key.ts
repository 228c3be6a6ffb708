import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import type { KeyHash } from "../../core/ids.ts";
import type { KeyRecord, NewSecret } from "../../store/key-registry.ts";
import type { TenancyContext } from "../action.ts";
import { stampChange } from "../stamps.ts";
import { aliasTaken, keyTaken } from "./create-key.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";

interface How {
  /** The holders that the key leaves. */
  readonly within?: readonly string[];
  /** What is to open the key from now on. */
  readonly secret?: NewSecret | undefined;
  /** The epoch of the key that the change goes out from. */
  readonly seenAtMs?: number;
}

/**
 * Changes a key, named by its own hash, and tells all who may hold a copy of it. Throws `object_not_found` and
 * `object_exists`.
 */
export async function changeKey(
  context: TenancyContext,
  hash: KeyHash,
  fields: Partial<KeyRecord>,
): Promise<KeyRecord> {
  const record = await tryChange(context, hash, fields);
  if (record === undefined) throw keyNotFound();
  return record;
}

/** The same for a change that goes out from the key as it was. Undefined: it is gone, or somebody else changed it. */
export const changeSeenKey = async (
  context: TenancyContext,
  { hash, updatedAtMs }: KeyRecord,
  fields: Partial<KeyRecord>,
  how: Omit<How, "seenAtMs"> = {},
): Promise<KeyRecord | undefined> => await tryChange(context, hash, fields, { ...how, seenAtMs: updatedAtMs });

async function tryChange(
  context: TenancyContext,
  hash: KeyHash,
  fields: Partial<KeyRecord>,
  { within = [], secret, seenAtMs }: How = {},
): Promise<KeyRecord | undefined> {
  const change = { ...fields, ...stampChange(context) };
  const record = await (secret === undefined
    ? context.keys.change(hash, change, seenAtMs)
    : context.keys.regenerate(hash, secret, change, seenAtMs));
  if (record === "alias-taken") throw aliasTaken(fields.keyAlias);
  if (record === "key-taken") throw keyTaken("new_key");
  if (record !== undefined)
    await context.changed([{ holder: nameHolder("key", hash), epoch: record.updatedAtMs, within }]);
  return record;
}

/** The key that a request names, by itself or by a hash. */
export async function findKey({ keys }: TenancyContext, name: string): Promise<KeyRecord> {
  const record = await keys.find(resolveKeyHash(name));
  if (record === undefined) throw keyNotFound();
  return record;
}

const keyNotFound = () => new GatewayError("object_not_found", "Key not found in database", { param: "key" });
