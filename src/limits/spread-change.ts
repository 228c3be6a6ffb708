import type { HolderStanding } from "../core/holder-limits.ts";
import { parseHolder } from "../core/holder-name.ts";
import { asId } from "../core/ids.ts";
import type { CounterStore } from "../store/counter-store.ts";
import type { HolderCache, NamedHolder } from "../store/holder-store.ts";
import type { HomeReader } from "../store/home-reader.ts";
import type { KeyCache } from "../store/key-store.ts";

/** A holder that was changed or removed. */
export interface ChangedHolder extends HolderStanding {
  /** Of one that is gone: the holders it lay within, at whose shards it may have been counted. */
  readonly within?: readonly string[];
}

interface Spreading {
  readonly counters: Pick<CounterStore, "revoke">;
  readonly shardOf: (home: string) => string;
  readonly keyCache: Pick<KeyCache, "forget" | "forgetAll">;
  readonly holderCache: Pick<HolderCache, "forget">;
  readonly homes: HomeReader;
}

/**
 * Tells everyone who may act on an old copy: this isolate forgets its own, and the shards that count for the holder
 * refuse those of others. Never rejects: a copy nobody could be told of ages out within a minute.
 */
export function createSpreader(tools: Spreading): (changed: readonly ChangedHolder[]) => Promise<void> {
  const { counters, shardOf, keyCache, holderCache, homes } = tools;

  async function homesOf({ holder }: ChangedHolder): Promise<readonly string[]> {
    const { kind, ids: [id = ""] = [] } = parseHolder(holder) ?? {};
    switch (kind) {
      case "key":
        // Each of them hears of the key with every call, whoever of its holders is limited.
        return await homes.homesOf({ key: asId<"key-hash">(id) });
      case "user":
        return await homes.homesOf({ user: asId<"user">(id) });
      case "team":
      case "team_member":
        return await homes.homesOf({ team: asId<"team">(id) });
      case "organization":
      case "organization_member":
        return await homes.homesOf({ organization: asId<"organization">(id) });
      default:
        return [];
    }
  }

  async function forget({ holder }: ChangedHolder): Promise<void> {
    const { kind, ids: [id = ""] = [] } = parseHolder(holder) ?? {};
    if (kind === "key") await keyCache.forget(asId<"key-hash">(id));
    else if (kind === "end_user" || kind === "tag") holderCache.forget(holder as NamedHolder);
    else keyCache.forgetAll();
  }

  async function spread(changed: ChangedHolder): Promise<void> {
    const { holder, epoch, within = [] } = changed;
    await forget(changed);
    const shards = new Set([holder, ...within, ...(await homesOf(changed))].map(shardOf));
    await Promise.all([...shards].map((shard) => counters.revoke(shard, { op: "revoke", holder, epoch })));
  }

  return async (changed) => {
    const tried = await Promise.allSettled(changed.map(spread));
    for (const { reason } of tried.filter(({ status }) => status === "rejected") as readonly PromiseRejectedResult[])
      console.error("a change did not reach everyone who counts", String(reason));
  };
}
