import type { HolderLimits, HolderStanding } from "../core/holder-limits.ts";
import type { Region } from "../core/region.ts";
import type { Defer } from "./key-store.ts";

/** A holder that a request names itself (an end user, a tag), rather than its key. */
export type NamedHolder = `end_user:${string}` | `tag:${string}`;

export interface HolderSnapshot {
  readonly standing: HolderStanding;
  readonly blocked: boolean;
  /** The only region that an end user's requests may be served in. */
  readonly region?: Region;
  /** Absent: nothing is limited. */
  readonly limits?: HolderLimits;
}

interface HolderStore {
  /**
   * What is known of those of the holders that exist, each copy at most a minute old. Answers without a promise when
   * all is at hand. Throws, or rejects with, `store_unavailable` when nobody can tell.
   */
  find(holders: readonly NamedHolder[], defer: Defer): readonly HolderSnapshot[] | Promise<readonly HolderSnapshot[]>;
}

/** A holder store that keeps copies, so that one can be dropped when the holder changes. */
export interface HolderCache extends HolderStore {
  forget(holder: NamedHolder): void;
}

export interface HolderReading {
  /** As many as were asked for, in their order; undefined is a holder that does not exist. */
  readonly snapshots: readonly (HolderSnapshot | undefined)[];
  /** Whoever is asked for, the answer would be the same: none of whom anything is said. */
  readonly noneExists: boolean;
}

/** The source of truth about named holders. */
export interface HolderReader {
  /** Throws `store_unavailable` when it cannot answer. */
  read(holders: readonly NamedHolder[]): Promise<HolderReading>;
}
