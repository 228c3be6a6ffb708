import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import { fromUsd } from "../../src/core/money.ts";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import type { KeyRecord, KeyRegistry } from "../../src/store/key-registry.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";
import { keyRecord, NOON_MS } from "./examples.ts";

describe("the key registry in D1", () => {
  let registry: KeyRegistry;
  beforeEach(async () => {
    registry = new D1KeyRegistry(await emptyDatabase());
  });

  test("gives back a record as it was inserted", async () => {
    const record = keyRecord("sk-full", {
      keyAlias: "ключ 🔑",
      userId: asId<"user">("u1"),
      teamId: asId<"team">("t1"),
      models: ["gpt-4o", "openai/*"],
      aliases: { fast: "gpt-4o-mini" },
      metadata: JSON.parse('{"deep":{"list":[1,null,"x\\u0000y"]},"__proto__":{"kept":true}}'),
      permissions: { get_spend_routes: true },
      blocked: true,
      duration: "30d",
      expiresAtMs: NOON_MS + 1,
      spend: fromUsd(1.5),
      maxBudget: fromUsd(9_000_000),
      softBudget: fromUsd(0.000000001),
      budgetDuration: "1mo",
      tpmLimit: Number.MAX_SAFE_INTEGER,
      rpmLimit: 0,
      maxParallelRequests: 1,
      extra: { guardrails: ["g"] },
      lastActiveAtMs: NOON_MS,
    });
    expect(await registry.insert(record)).toBe("inserted");
    const found = await registry.find(record.hash);
    expect(found).toEqual(record);
    expect(Object.keys(found?.metadata ?? {})).toContain("__proto__");
  });

  test("knows nothing of a key that was never inserted", async () => {
    expect(await registry.find(keyRecord("sk-none").hash)).toBeUndefined();
  });

  test("says whether the key or the alias is taken, and changes nothing", async () => {
    const first = keyRecord("sk-first", { keyAlias: "prod" });
    await registry.insert(first);
    expect(await registry.insert({ ...first, keyAlias: "other", blocked: true })).toBe("key-taken");
    expect(await registry.insert(keyRecord("sk-second", { keyAlias: "prod" }))).toBe("alias-taken");
    expect(await registry.find(first.hash)).toEqual(first);
    expect(await registry.find(keyRecord("sk-second").hash)).toBeUndefined();
  });

  test("lets one of many simultaneous inserts of an alias win", async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) => registry.insert(keyRecord(`sk-${n}`, { keyAlias: "only-one" }))),
    );
    expect(results.filter((result) => result === "inserted")).toHaveLength(1);
    expect(results.filter((result) => result === "alias-taken")).toHaveLength(9);
  });

  test("lets any number of keys go without an alias", async () => {
    expect(await registry.insert(keyRecord("sk-a"))).toBe("inserted");
    expect(await registry.insert(keyRecord("sk-b"))).toBe("inserted");
  });

  test("finds by aliases and removes by hashes, more at once than D1 takes parameters", async () => {
    const records = Array.from({ length: 250 }, (_, n) => keyRecord(`sk-${n}`, { keyAlias: `alias '${n}" --` }));
    for (const record of records) await registry.insert(record);
    const found = await registry.findByAliases([...records.map(({ keyAlias }) => keyAlias ?? ""), "nobody"]);
    expect(found).toHaveLength(250);
    const kept = keyRecord("sk-kept");
    await registry.insert(kept);
    const gone = await registry.remove([...records.map(({ hash }) => hash), asId<"key-hash">("nobody")]);
    const hashes = gone.map(({ hash }) => hash);
    expect(new Set(hashes)).toEqual(new Set(records.map(({ hash }) => hash)));
    expect(await registry.remove(hashes)).toEqual([]);
    expect(await registry.find(kept.hash)).toEqual(kept);
  });

  test("changes what it is told to and nothing else", async () => {
    const record = keyRecord("sk-change", { metadata: { a: 1 } });
    await registry.insert(record);
    const change = { blocked: true, updatedAtMs: NOON_MS + 5, updatedBy: "someone" };
    expect(await registry.change(record.hash, change)).toEqual({ ...record, ...change });
    expect(await registry.find(record.hash)).toEqual({ ...record, ...change });
    expect(await registry.change(keyRecord("sk-none").hash, change)).toBeUndefined();
  });

  test("makes every change later than the one before, also when a clock goes back", async () => {
    const record = keyRecord("sk-change");
    await registry.insert(record);
    for (const [atMs, epoch] of [
      [NOON_MS, NOON_MS + 1],
      [NOON_MS - 60_000, NOON_MS + 2],
      [NOON_MS + 9, NOON_MS + 9],
    ] as const) {
      expect(await registry.change(record.hash, { updatedAtMs: atMs })).toMatchObject({ updatedAtMs: epoch });
    }
  });

  test("gives no key the alias of another, and changes nothing of it then", async () => {
    const [first, second] = [keyRecord("sk-first", { keyAlias: "prod" }), keyRecord("sk-second", { keyAlias: "own" })];
    await registry.insert(first);
    await registry.insert(second);
    expect(await registry.change(second.hash, { keyAlias: "prod", blocked: true })).toBe("alias-taken");
    expect(await registry.find(second.hash)).toEqual(second);
    expect(await registry.change(second.hash, { keyAlias: null })).toMatchObject({ keyAlias: null });
    expect(await registry.change(first.hash, { keyAlias: "prod" })).toMatchObject({ keyAlias: "prod" });
  });

  test("removes the keys of a user, a team, an organization, or of a user as a member of a team", async () => {
    const [user, team] = [asId<"user">("u"), asId<"team">("t")];
    const organization = asId<"organization">("o");
    const records = {
      alone: keyRecord("sk-alone", { userId: user }),
      member: keyRecord("sk-member", { userId: user, teamId: team }),
      team: keyRecord("sk-team", { teamId: team }),
      organization: keyRecord("sk-organization", { organizationId: organization }),
    };
    const removed = async (owner: Parameters<KeyRegistry["removeOf"]>[0]) => {
      for (const record of Object.values(records)) await registry.insert(record);
      return (await registry.removeOf(owner)).toSorted((one, other) => (one.keyName < other.keyName ? -1 : 1));
    };
    expect(await removed({ user, team })).toEqual([records.member]);
    expect(await removed({ user })).toEqual([records.alone, records.member]);
    expect(await removed({ team })).toEqual([records.member, records.team]);
    expect(await removed({ organization })).toEqual([records.organization]);
  });

  test("changes nothing that somebody else has changed since it was seen", async () => {
    const seen = keyRecord("sk-x");
    await registry.insert(seen);
    await registry.insert(keyRecord("sk-other", { keyAlias: "taken" }));
    const stamp = { updatedAtMs: NOON_MS, updatedBy: "ann" };
    const first = await registry.change(seen.hash, { ...stamp, blocked: true }, seen.updatedAtMs);
    expect(first).toMatchObject({ blocked: true });
    const secret = { secretHash: hashKey("sk-y"), keyName: "sk-...", previousUntilMs: null };
    for (const change of [stamp, { ...stamp, keyAlias: "taken" }]) {
      expect(await registry.change(seen.hash, change, seen.updatedAtMs)).toBeUndefined();
      expect(await registry.regenerate(seen.hash, secret, change, seen.updatedAtMs)).toBeUndefined();
    }
    expect(await registry.find(seen.hash)).toEqual(first);
    const now = (first as KeyRecord).updatedAtMs;
    expect(await registry.change(seen.hash, { ...stamp, keyAlias: "taken" }, now)).toBe("alias-taken");
  });

  test("says store_unavailable while the database is away, without the key's data in the message", async () => {
    const record = keyRecord("sk-x", { metadata: { note: "private" } });
    const change = { blocked: true, updatedAtMs: 0, updatedBy: "" };
    await withDatabaseAway(async () => {
      const questions = [
        registry.insert(record),
        registry.find(record.hash),
        registry.findByAliases(["a"]),
        registry.remove([record.hash]),
        registry.change(record.hash, change),
        registry.removeOf({ user: asId<"user">("u") }),
        registry.list({}, { offset: 0, limit: 1, sortBy: "spend", descending: true }),
      ];
      for (const answer of await Promise.allSettled(questions)) {
        expect(answer).toMatchObject({ status: "rejected", reason: { code: "store_unavailable", status: 503 } });
        const { message, cause } = (answer as PromiseRejectedResult).reason as Error;
        expect(`${message} ${String(cause)}`).not.toMatch(/private/);
      }
    });
  });
});
