import { hashKey } from "../../auth/hash-key.ts";
import { asId, type KeyHash } from "../../core/ids.ts";

/** Management takes a key as itself or as its hash. */
export const resolveKeyHash = (key: string): KeyHash => (key.startsWith("sk-") ? hashKey(key) : asId<"key-hash">(key));
