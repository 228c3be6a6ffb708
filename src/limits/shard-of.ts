import type { HolderLimits } from "../core/holder-limits.ts";

/**
 * The shard that decides over these holders' counters. All claims of a request must be decided in one place, so it is
 * that of the most shared holder: holders are listed from the key upwards.
 */
export const shardOf = (limits: readonly HolderLimits[]): string => limits.at(-1)?.holder ?? "";
