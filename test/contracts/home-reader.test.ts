import { beforeEach, describe, expect, test } from "vitest";
import { asId } from "../../src/core/ids.ts";
import { createD1Groups } from "../../src/store/d1/d1-groups.ts";
import { D1HomeReader } from "../../src/store/d1/d1-home-reader.ts";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import type { Groups } from "../../src/store/group-registry.ts";
import type { HomeReader } from "../../src/store/home-reader.ts";
import type { KeyRecord } from "../../src/store/key-registry.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";
import { keyRecord } from "./examples.ts";
import { budgetRecord, organizationRecord, teamRecord, userRecord } from "./group-examples.ts";

let database: D1Database;
let keys: D1KeyRegistry;
let groups: Groups;
let homes: HomeReader;
beforeEach(async () => {
  database = await emptyDatabase();
  keys = new D1KeyRegistry(database);
  groups = createD1Groups(database);
  homes = new D1HomeReader(database);
});

const [ann, blue, acme] = [asId<"user">("ann"), asId<"team">("blue"), asId<"organization">("acme")];
const some = { rpmLimit: 1 };

async function insert(key: string, changes: Partial<KeyRecord>): Promise<string> {
  await keys.insert(keyRecord(key, changes));
  return `key:${keyRecord(key).hash}`;
}

const homesOf = async (group: Parameters<HomeReader["homesOf"]>[0]) => (await homes.homesOf(group)).toSorted();

describe("the homes of a key or of a group's keys", () => {
  test("are those of its limited keys, and of nobody else's", async () => {
    const limited = [
      await insert("sk-1", { teamId: blue, ...some }),
      await insert("sk-2", { teamId: blue, userId: ann, ...some }),
    ];
    await insert("sk-unlimited", { teamId: blue });
    await insert("sk-other", { teamId: asId<"team">("red"), ...some });
    expect(await homesOf({ team: blue })).toEqual(limited.toSorted());
  });

  test("are one for all keys of a limited team", async () => {
    await groups.teams.insert(teamRecord("blue", some));
    for (const key of ["sk-1", "sk-2", "sk-3"]) await insert(key, { teamId: blue, ...some });
    expect(await homesOf({ team: blue })).toEqual(["team:blue"]);
  });

  test("are those of a limited user's own keys and of the teams' keys", async () => {
    await groups.users.insert(userRecord("ann", some));
    await groups.teams.insert(teamRecord("blue", some));
    await insert("sk-own", { userId: ann, ...some });
    await insert("sk-team", { userId: ann, teamId: blue });
    await insert("sk-bobs", { userId: asId<"user">("bob"), teamId: asId<"team">("red"), ...some });
    expect(await homesOf({ user: ann })).toEqual(["team:blue", "user:ann"]);
  });

  test("are those of an organization's own keys and of its teams'", async () => {
    await groups.budgets.insert(budgetRecord("b", some));
    await groups.organizations.insert(organizationRecord("acme"));
    await groups.organizations.insert(organizationRecord("other", { budgetId: asId<"budget">("b") }));
    await groups.teams.insert(teamRecord("blue", { organizationId: acme, ...some }));
    const own = await insert("sk-own", { organizationId: acme, ...some });
    await insert("sk-team", { teamId: blue });
    await insert("sk-moved", { teamId: blue, organizationId: asId<"organization">("other") });
    expect(await homesOf({ organization: acme })).toEqual([own, "team:blue"]);
    expect(await homesOf({ organization: asId<"organization">("other") })).toEqual(["organization:other"]);
  });

  test("are for one key those of its holders, whatever it was made anew as", async () => {
    await groups.teams.insert(teamRecord("blue", some));
    await groups.users.insert(userRecord("ann", some));
    const { hash } = keyRecord("sk-1");
    await insert("sk-1", { teamId: blue, userId: ann, ...some });
    await insert("sk-2", { teamId: blue, userId: ann, ...some });
    expect(await homesOf({ key: hash })).toEqual(["team:blue", "user:ann"]);
    await keys.regenerate(hash, { secretHash: keyRecord("sk-new").hash, keyName: "", previousUntilMs: null }, {});
    expect(await homesOf({ key: hash })).toEqual(["team:blue", "user:ann"]);
    expect(await homesOf({ key: keyRecord("sk-none").hash })).toEqual([]);
  });

  test("are a thousand at most, however many keys there are", async () => {
    const columns =
      "hash, key_name, team_id, models, aliases, metadata, permissions, extra, rpm_limit, created_at_ms, updated_at_ms";
    const digits = "with recursive n(n) as (select 1 union all select n + 1 from n where n < ?1)";
    await database
      .prepare(
        `insert into virtual_keys (${columns})
         ${digits} select printf('%05d', n), '', 'blue', '[]', '{}', '{}', '{}', '{}', iif(n > 600, 1, null), 0, 0 from n`,
      )
      .bind(2_300)
      .run();
    const found = await homes.homesOf({ team: blue });
    expect(found).toHaveLength(1_000);
    expect(new Set(found).size).toBe(1_000);
    await database.prepare("delete from virtual_keys where hash > '01100'").run();
    expect(await homes.homesOf({ team: blue })).toHaveLength(500);
  });

  test("are not told while the database is away", async () => {
    const asked = withDatabaseAway(() => homes.homesOf({ team: blue }));
    await expect(asked).rejects.toMatchObject({ code: "store_unavailable" });
  });
});
