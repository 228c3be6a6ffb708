import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import { D1KeyStore } from "../../src/store/d1/d1-key-store.ts";
import { emptyDatabase } from "./database.ts";
import { keyRecord, NOON_MS } from "./examples.ts";

let database: D1Database;
beforeEach(async () => {
  // Without rows to count SQLite takes a table for a large one, as D1 does where nobody has analyzed it.
  database = await emptyDatabase();
});

interface Asked {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** All that is asked of the database meanwhile. */
async function listen(work: (heard: D1Database) => Promise<unknown>): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  const hear = {
    prepare: (text: string) => ({
      bind(...values: unknown[]) {
        asked.push({ text, values });
        return database.prepare(text).bind(...values);
      },
    }),
  };
  await work(hear as unknown as D1Database);
  return asked;
}

/** How SQLite goes about it; a step that begins with SCAN reads a table or an index from end to end. */
async function planOf({ text, values }: Asked): Promise<readonly string[]> {
  const { results } = await database
    .prepare(`explain query plan ${text}`)
    .bind(...values)
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail);
}

const hash = hashKey("sk-7");
/** Of the table of keys: a list of hashes in one parameter is scanned, and may be. */
const onKeys = (steps: readonly string[]) => steps.filter((step) => /virtual_keys/.test(step));

describe("the database looks a key up", () => {
  test("for authentication with one question, by an index for each hash that may open it", async () => {
    const asked = await listen((heard) => new D1KeyStore(heard, () => NOON_MS).findByHash(hash));
    expect(asked).toHaveLength(1);
    const steps = await planOf(asked[0] ?? { text: "", values: [] });
    expect(steps.join("\n")).not.toMatch(/^SCAN/m);
    expect(onKeys(steps)).toEqual([
      "SEARCH virtual_keys USING INDEX sqlite_autoindex_virtual_keys_1 (hash=?)",
      "SEARCH virtual_keys USING INDEX virtual_keys_secret (secret_hash=?)",
      "SEARCH virtual_keys USING INDEX virtual_keys_previous (previous_hash=?)",
    ]);
  });

  test.each<[string, (registry: D1KeyRegistry) => Promise<unknown>]>([
    ["to find it", (registry) => registry.find(hash)],
    ["among others", (registry) => registry.findAll([hash, hashKey("sk-8")])],
    ["to see whether it is free", (registry) => registry.insert(keyRecord("sk-new"))],
    [
      "to make it anew",
      (registry) => registry.regenerate(hash, { secretHash: hashKey("sk-x"), keyName: "", previousUntilMs: null }, {}),
    ],
  ])("for management %s without reading all keys", async (_, work) => {
    const asked = await listen((heard) => work(new D1KeyRegistry(heard)));
    for (const question of asked) expect(onKeys(await planOf(question)).join("\n")).not.toMatch(/SCAN/);
  });

  test("for the aliases of all by the index of aliases alone", async () => {
    const asked = await listen((heard) => new D1KeyRegistry(heard).listAliases({}));
    expect(asked).toHaveLength(1);
    expect(await planOf(asked[0] ?? { text: "", values: [] })).toEqual([
      expect.stringMatching(/^SEARCH virtual_keys USING COVERING INDEX virtual_keys_key_alias_unique/),
    ]);
    const ofUser = await listen((heard) => new D1KeyRegistry(heard).listAliases({ user: asId<"user">("ann") }));
    expect(onKeys(await planOf(ofUser[0] ?? { text: "", values: [] })).join("\n")).not.toMatch(/SCAN/);
  });
});
