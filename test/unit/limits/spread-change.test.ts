import { describe, expect, test, vi } from "vitest";
import type { Revoke } from "../../../src/counters/command.ts";
import { createSpreader } from "../../../src/limits/spread-change.ts";
import type { ChangedHolder } from "../../../src/limits/spread-change.ts";

function setUp({ homes = [] }: { homes?: readonly string[] } = {}) {
  const told: (readonly [string, Revoke])[] = [];
  const forgotten: string[] = [];
  const asked: unknown[] = [];
  const spread = createSpreader({
    counters: { revoke: async (shard, revoke) => void told.push([shard, revoke]) },
    shardOf: (home) => home,
    keyCache: { forget: async (hash) => void forgotten.push(hash), forgetAll: () => void forgotten.push("all keys") },
    holderCache: { forget: (holder) => void forgotten.push(holder) },
    homes: {
      async homesOf(group) {
        asked.push(group);
        return homes;
      },
    },
  });
  const shardsTold = async (changed: ChangedHolder): Promise<string[]> => {
    await spread([changed]);
    return told.map(([shard]) => shard);
  };
  return { spread, shardsTold, told, forgotten, asked };
}

describe("a change is told", () => {
  test("of a key to every shard that counts for one of its holders", async () => {
    const { shardsTold, asked, forgotten } = setUp({ homes: ["team:t", "user:u"] });
    expect(await shardsTold({ holder: "key:k", epoch: 7 })).toEqual(["key:k", "team:t", "user:u"]);
    expect(asked).toEqual([{ key: "k" }]);
    expect(forgotten).toEqual(["k"]);
  });

  test("of a key that is gone to the shards of what it lay within", async () => {
    const { shardsTold } = setUp();
    expect(await shardsTold({ holder: "key:k", epoch: 7, within: ["team:t"] })).toEqual(["key:k", "team:t"]);
  });

  test.each([
    ["team:t", { team: "t" }],
    ["team_member:t:u", { team: "t" }],
    ["user:u", { user: "u" }],
    ["organization:o", { organization: "o" }],
    ["organization_member:o:u", { organization: "o" }],
  ])("of %s to the shards of its keys, whose copies are forgotten here", async (holder, group) => {
    const { shardsTold, asked, forgotten } = setUp({ homes: ["key:a", "key:b"] });
    expect(await shardsTold({ holder, epoch: 7 })).toEqual([holder, "key:a", "key:b"]);
    expect(asked).toEqual([group]);
    expect(forgotten).toEqual(["all keys"]);
  });

  test.each(["end_user:e", "tag:x"])("of %s to its own shard", async (holder) => {
    const { shardsTold, forgotten, told } = setUp();
    expect(await shardsTold({ holder, epoch: 7 })).toEqual([holder]);
    expect(told[0]?.[1]).toEqual({ op: "revoke", holder, epoch: 7 });
    expect(forgotten).toEqual([holder]);
  });

  test("to nobody when the database is away, which is logged and breaks nothing", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const spread = createSpreader({
      counters: { revoke: async () => undefined },
      shardOf: (home) => home,
      keyCache: { forget: async () => undefined, forgetAll: () => undefined },
      holderCache: { forget: () => undefined },
      homes: { homesOf: () => Promise.reject(new Error("away")) },
    });
    await spread([{ holder: "team:t", epoch: 1 }]);
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });
});
