import { hashKey } from "../../auth/hash-key.ts";
import { asId, type KeyHash } from "../../core/ids.ts";
import { isNamedBy } from "../../store/key-registry.ts";
import type { TenancyContext } from "../action.ts";

/** Management takes a key as itself or as its hash. */
export const resolveKeyHash = (key: string): KeyHash => (key.startsWith("sk-") ? hashKey(key) : asId<"key-hash">(key));

/** What limits, spend and logs know a key by, also one that was made anew; the hash of one that does not exist. */
export async function identifyKey({ keys }: Pick<TenancyContext, "keys">, key: string): Promise<KeyHash> {
  const hash = resolveKeyHash(key);
  return (await keys.find(hash))?.hash ?? hash;
}

/** The same for several, in their order, with one question. */
export async function identifyKeys(
  { keys }: Pick<TenancyContext, "keys">,
  names: readonly string[],
): Promise<readonly KeyHash[]> {
  const hashes = names.map(resolveKeyHash);
  const records = await keys.findAll(hashes);
  return hashes.map((hash) => records.find((record) => isNamedBy(record, hash))?.hash ?? hash);
}
