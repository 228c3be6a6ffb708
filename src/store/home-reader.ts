import type { KeyHash } from "../core/ids.ts";
import type { KeyOwner } from "./key-registry.ts";

/** Who has to be told when a key or a group changes. */
export interface HomeReader {
  /**
   * The shards that count for a key, or for the keys of a group, each once and at most a thousand: what was copied of other keys ages
   * out. A key that nothing limits is counted nowhere. Throws `store_unavailable` when nobody can tell.
   */
  homesOf(holder: KeyOwner | { readonly key: KeyHash }): Promise<readonly string[]>;
}
