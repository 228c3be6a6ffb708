import type { CacheMark } from "../../core/chat.ts";
import { isObject, type JsonObject } from "../../core/json.ts";

interface Marked {
  readonly cache?: CacheMark;
}

/** To spread into a part: empty for a block without a mark. */
export function decodeCacheMark({ cache_control: mark }: JsonObject): Marked {
  if (!isObject(mark)) return {};
  return { cache: mark.ttl === "5m" || mark.ttl === "1h" ? { ttl: mark.ttl } : {} };
}

/** To spread into a block: empty for a part without a mark. */
export function encodeCacheMark({ cache }: Marked): JsonObject {
  if (cache === undefined) return {};
  return { cache_control: { type: "ephemeral", ...(cache.ttl !== undefined && { ttl: cache.ttl }) } };
}
