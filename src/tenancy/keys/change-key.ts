import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import type { KeyHash } from "../../core/ids.ts";
import type { KeyRecord } from "../../store/key-registry.ts";
import type { TenancyContext } from "../action.ts";
import { stampChange } from "../stamps.ts";
import { aliasTaken } from "./create-key.ts";

/** Changes a key and tells all who may hold a copy of it; `within` has the holders that it leaves. Throws `object_not_found` and `object_exists`. */
export async function changeKey(
  context: TenancyContext,
  hash: KeyHash,
  fields: Partial<KeyRecord>,
  within: readonly string[] = [],
): Promise<KeyRecord> {
  const record = await context.keys.change(hash, { ...fields, ...stampChange(context) });
  if (record === "alias-taken") throw aliasTaken(fields.keyAlias);
  if (record === undefined) throw keyNotFound();
  await context.changed([{ holder: nameHolder("key", hash), epoch: record.updatedAtMs, within }]);
  return record;
}

export async function findKey({ keys }: TenancyContext, hash: KeyHash): Promise<KeyRecord> {
  const record = await keys.find(hash);
  if (record === undefined) throw keyNotFound();
  return record;
}

const keyNotFound = () => new GatewayError("object_not_found", "Key not found in database", { param: "key" });
