import { createHash } from "node:crypto";
import { asId, type KeyHash } from "../core/ids.ts";

/** Hex SHA-256 of a whole key, `sk-` included. Synchronous: `crypto.subtle` costs the same and a trip through the event loop. */
export const hashKey = (key: string): KeyHash => asId<"key-hash">(createHash("sha256").update(key).digest("hex"));
