import { beforeEach, describe, expect, test } from "vitest";
import { asId } from "../../src/core/ids.ts";
import { fromUsd } from "../../src/core/money.ts";
import { createD1Groups } from "../../src/store/d1/d1-groups.ts";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import { D1KeyStore } from "../../src/store/d1/d1-key-store.ts";
import type { Groups } from "../../src/store/group-registry.ts";
import type { KeyRecord } from "../../src/store/key-registry.ts";
import { KvKeyStore } from "../../src/store/kv/kv-key-store.ts";
import { deferred, emptyDatabase, emptyKeyCopies, keyCopies, withDatabaseAway } from "./database.ts";
import { keyRecord, NOON_MS } from "./examples.ts";
import {
  budgetRecord,
  memberRecord,
  organizationMemberRecord,
  organizationRecord,
  teamRecord,
  userRecord,
} from "./group-examples.ts";

let database: D1Database;
let keys: D1KeyRegistry;
let groups: Groups;
beforeEach(async () => {
  database = await emptyDatabase();
  keys = new D1KeyRegistry(database);
  groups = createD1Groups(database);
  await emptyKeyCopies();
});

const [ann, blue, acme] = [asId<"user">("ann"), asId<"team">("blue"), asId<"organization">("acme")];
const budget = (id: string) => asId<"budget">(id);
const { hash } = keyRecord("sk-held");
const KEY = `key:${hash}`;
const usd = fromUsd;

/** What authentication learns of the one key of these tests. */
async function read(changes: Partial<KeyRecord>) {
  await keys.insert(keyRecord("sk-held", changes));
  const snapshot = await new D1KeyStore(database, () => NOON_MS).findByHash(hash);
  if (snapshot === undefined) throw new Error("the key is not there");
  return snapshot;
}

const homesOf = ({ caller }: Awaited<ReturnType<typeof read>>) =>
  caller.limits?.map(({ holder, home }) => [holder, home ?? holder]);

/** A key in a team of an organization, all of them limited, most of them by budget rows. */
async function readFullKey() {
  await groups.budgets.insert(budgetRecord("of-key", { tpmLimit: 11, maxBudget: usd(1), budgetDuration: "1d" }));
  await groups.budgets.insert(budgetRecord("of-member", { rpmLimit: 2, maxBudget: usd(2) }));
  await groups.budgets.insert(
    budgetRecord("of-acme", {
      maxBudget: usd(4),
      modelMaxBudget: { "gpt-4o": { budget_limit: 1, time_period: "1d" } },
    }),
  );
  await groups.budgets.insert(budgetRecord("of-ann", { tpmLimit: 55, maxBudget: usd(5) }));
  await groups.users.insert(
    userRecord("ann", { budgetId: budget("of-ann"), rpmLimit: 5, maxParallelRequests: 6, updatedAtMs: NOON_MS + 4 }),
  );
  await groups.teams.insert(
    teamRecord("blue", {
      organizationId: acme,
      maxBudget: usd(3),
      softBudget: usd(2.5),
      metadata: { model_rpm_limit: { "gpt-4o": 7 } },
      extra: { budget_limits: [{ budget_duration: "1d", max_budget: 0.5 }] },
      updatedAtMs: NOON_MS + 2,
    }),
  );
  await groups.members.insert(memberRecord("blue", "ann", { budgetId: budget("of-member"), updatedAtMs: NOON_MS + 1 }));
  await groups.organizations.insert(
    organizationRecord("acme", { budgetId: budget("of-acme"), updatedAtMs: NOON_MS + 3 }),
  );
  const metadata = { temp_budget_increase: 10, temp_budget_expiry: "2026-02-01T00:00:00Z" };
  return await read({ userId: ann, teamId: blue, budgetId: budget("of-key"), rpmLimit: 1, metadata });
}

describe("a key whose groups are all limited", () => {
  test("counts for each of them, from the key upwards, at the home of the last one", async () => {
    const home = "organization:acme";
    expect((await readFullKey()).caller).toEqual({
      role: "key",
      key: hash,
      user: "ann",
      team: "blue",
      organization: "acme",
      models: [],
      aliases: {},
      limits: [
        {
          holder: KEY,
          home,
          requestsPerMinute: 1,
          tokensPerMinute: 11,
          budgets: [{ limit: usd(1), duration: "1d", increase: { by: usd(10), untilMs: Date.UTC(2026, 1, 1) } }],
          models: { "gpt-4o": { requestsPerMinute: 7 } },
        },
        { holder: "team_member:blue:ann", home, requestsPerMinute: 2, budgets: [{ limit: usd(2) }] },
        {
          holder: "team:blue",
          home,
          budgets: [
            { limit: usd(3), softLimit: usd(2.5) },
            { limit: usd(0.5), duration: "1d" },
          ],
          models: { "gpt-4o": { requestsPerMinute: 7 } },
        },
        {
          holder: "organization:acme",
          budgets: [{ limit: usd(4) }],
          models: { "gpt-4o": { budgets: [{ limit: usd(1), duration: "1d" }] } },
        },
        // Its budget is for keys without a team.
        { holder: "user:ann", requestsPerMinute: 5, tokensPerMinute: 55, parallelRequests: 6 },
      ],
      standings: [
        { holder: KEY, epoch: NOON_MS },
        { holder: "team_member:blue:ann", epoch: NOON_MS + 1 },
        { holder: "team:blue", epoch: NOON_MS + 2 },
        { holder: "organization:acme", epoch: NOON_MS + 3 },
        { holder: "user:ann", epoch: NOON_MS + 4 },
      ],
    });
  });

  test("is the same in its copy", async () => {
    await readFullKey();
    await groups.teams.change(blue, { blocked: true });
    const source = new D1KeyStore(database, () => NOON_MS);
    const store = new KvKeyStore(keyCopies, source);
    const { defer, settled } = deferred();
    const query = { readAfterMs: 0, defer };
    await store.findByHash(hash, query);
    await settled();
    const copy = await withDatabaseAway(() => store.findByHash(hash, query));
    expect(copy).toEqual(await source.findByHash(hash));
    expect(copy).toMatchObject({ teamBlocked: true, caller: { limits: { length: 5 } } });
  });
});

describe("a key", () => {
  test("is in the organization that it names itself, else in that of its team", async () => {
    await groups.teams.insert(teamRecord("blue", { organizationId: acme }));
    const own = asId<"organization">("own");
    await groups.organizations.insert(organizationRecord("own"));
    await groups.organizations.insert(organizationRecord("acme"));
    const { caller } = await read({ teamId: blue, organizationId: own });
    expect(caller.organization).toBe("own");
    expect(caller.standings?.map(({ holder }) => holder)).toEqual([KEY, "team:blue", "organization:own"]);
  });

  test("whose groups and budgets have no rows is limited by none, and knows their names", async () => {
    const { caller, teamBlocked } = await read({
      userId: ann,
      teamId: blue,
      organizationId: acme,
      budgetId: budget("gone"),
    });
    expect(caller).toMatchObject({ user: "ann", team: "blue", organization: "acme" });
    expect(caller.limits).toBeUndefined();
    expect(caller.standings).toEqual([{ holder: KEY, epoch: NOON_MS }]);
    expect(teamBlocked).toBeUndefined();
  });

  test("says that its team is blocked", async () => {
    await groups.teams.insert(teamRecord("blue", { blocked: true }));
    expect(await read({ teamId: blue })).toMatchObject({ blocked: false, teamBlocked: true });
  });

  test("is not limited by the groups of others", async () => {
    await groups.users.insert(userRecord("bob", { rpmLimit: 1 }));
    await groups.teams.insert(teamRecord("red", { rpmLimit: 1 }));
    await groups.teams.insert(teamRecord("blue"));
    await groups.budgets.insert(budgetRecord("b", { rpmLimit: 1 }));
    await groups.members.insert(memberRecord("red", "ann", { budgetId: budget("b") }));
    await groups.members.insert(memberRecord("blue", "bob", { budgetId: budget("b") }));
    expect((await read({ userId: ann, teamId: blue })).caller.limits).toBeUndefined();
  });

  test("names ids with colons so that no two holders are one", async () => {
    await groups.budgets.insert(budgetRecord("b", { rpmLimit: 1 }));
    await groups.members.insert(memberRecord("a:b", "c", { budgetId: budget("b") }));
    const { caller } = await read({ teamId: asId<"team">("a:b"), userId: asId<"user">("c") });
    expect(caller.limits?.map(({ holder }) => holder)).toEqual(["team_member:a%3Ab:c"]);
  });
});

describe("the members of a team", () => {
  beforeEach(async () => {
    await groups.budgets.insert(budgetRecord("default", { rpmLimit: 1 }));
    await groups.budgets.insert(budgetRecord("own", { rpmLimit: 2 }));
    await groups.teams.insert(teamRecord("blue", { metadata: { team_member_budget_id: "default" } }));
  });

  test.each([
    ["have the team's budget for members when they have none of their own", null, 1],
    ["have their own budget before it", budget("own"), 2],
  ])("%s", async (_, budgetId, requestsPerMinute) => {
    await groups.members.insert(memberRecord("blue", "ann", { budgetId }));
    const { caller } = await read({ userId: ann, teamId: blue });
    expect(caller.limits).toEqual([{ holder: "team_member:blue:ann", requestsPerMinute }]);
  });

  test.each([
    ["a user who is no member", { userId: ann, teamId: blue }],
    ["a key of the team without a user", { teamId: blue }],
  ])("are not %s", async (_, changes) => {
    expect((await read(changes)).caller.limits).toBeUndefined();
  });
});

describe("the members of an organization", () => {
  const member = { holder: "organization_member:acme:ann", budgets: [{ limit: usd(3) }] };
  beforeEach(async () => {
    await groups.budgets.insert(budgetRecord("own", { maxBudget: usd(3) }));
    await groups.budgets.insert(budgetRecord("of-acme", { maxBudget: usd(9) }));
    await groups.organizationMembers.insert(organizationMemberRecord("acme", "ann", { budgetId: budget("own") }));
    await groups.teams.insert(teamRecord("blue", { organizationId: acme, rpmLimit: 1 }));
  });

  test.each<[string, Partial<KeyRecord>]>([
    ["the organization itself", { userId: ann, organizationId: acme }],
    ["a team of it", { userId: ann, teamId: blue }],
  ])("have one budget for their keys in %s, counted at a place of its own", async (_, changes) => {
    await groups.organizations.insert(organizationRecord("acme"));
    const { caller } = await read(changes);
    expect(caller.limits?.filter(({ holder }) => holder !== "team:blue")).toEqual([member]);
    expect(caller.standings).toContainEqual({ holder: member.holder, epoch: NOON_MS });
  });

  test("are counted with the organization where that is limited", async () => {
    await groups.organizations.insert(organizationRecord("acme", { budgetId: budget("of-acme") }));
    const home = "organization:acme";
    expect(homesOf(await read({ userId: ann, teamId: blue }))).toEqual([
      ["team:blue", home],
      [home, home],
      [member.holder, home],
    ]);
  });

  test.each<[string, Partial<KeyRecord>]>([
    ["keys of other users", { userId: asId<"user">("bob"), organizationId: acme }],
    ["keys outside of the organization", { userId: ann }],
    ["keys of the organization without a user", { organizationId: acme }],
  ])("share their budget with no %s", async (_, changes) => {
    expect((await read(changes)).caller.limits).toBeUndefined();
  });
});

describe("the user of a key", () => {
  const limited = userRecord("ann", {
    rpmLimit: 5,
    maxBudget: usd(5),
    extra: { model_max_budget: { "gpt-4o": { max_budget: 1 } } },
  });

  test("has a budget where the key has no team", async () => {
    await groups.users.insert(limited);
    const { caller } = await read({ userId: ann });
    expect(caller.limits).toEqual([
      {
        holder: "user:ann",
        requestsPerMinute: 5,
        budgets: [{ limit: usd(5) }],
        models: { "gpt-4o": { budgets: [{ limit: usd(1) }] } },
      },
    ]);
  });

  test("has none where it has a team, even one without a row", async () => {
    await groups.users.insert(limited);
    const { caller } = await read({ userId: ann, teamId: blue });
    expect(caller.limits).toEqual([{ holder: "user:ann", requestsPerMinute: 5 }]);
  });
});

describe("a limited key is counted", () => {
  const some = { rpmLimit: 1 };
  const userHome = ["user:ann", "user:ann"];

  test.each<[string, { user?: boolean; team?: boolean; organization?: boolean }, Partial<KeyRecord>, string[][]]>([
    ["at itself alone", {}, {}, [[KEY, KEY]]],
    ["with its user", { user: true }, { userId: ann }, [[KEY, "user:ann"], userHome]],
    ["at itself when its user is not limited", {}, { userId: ann }, [[KEY, KEY]]],
    [
      "with its team",
      { team: true },
      { teamId: blue },
      [
        [KEY, "team:blue"],
        ["team:blue", "team:blue"],
      ],
    ],
    [
      "with its organization, and its team too",
      { team: true, organization: true },
      { teamId: blue, organizationId: acme },
      [
        [KEY, "organization:acme"],
        ["team:blue", "organization:acme"],
        ["organization:acme", "organization:acme"],
      ],
    ],
    ["at itself when its team is not limited", {}, { teamId: blue }, [[KEY, KEY]]],
    [
      "at itself in a team that is not limited, and its user apart",
      { user: true },
      { teamId: blue, userId: ann },
      [[KEY, KEY], userHome],
    ],
    [
      "with its team, and its user apart",
      { user: true, team: true },
      { teamId: blue, userId: ann },
      [[KEY, "team:blue"], ["team:blue", "team:blue"], userHome],
    ],
    [
      "with its organization, and its user apart",
      { user: true, organization: true },
      { organizationId: acme, userId: ann },
      [[KEY, "organization:acme"], ["organization:acme", "organization:acme"], userHome],
    ],
  ])("%s", async (_, { user = false, team = false, organization = false }, changes, homes) => {
    await groups.budgets.insert(budgetRecord("some", some));
    await groups.users.insert(userRecord("ann", user ? some : {}));
    await groups.teams.insert(teamRecord("blue", team ? some : {}));
    await groups.organizations.insert(organizationRecord("acme", organization ? { budgetId: budget("some") } : {}));
    expect(homesOf(await read({ ...some, ...changes }))).toEqual(homes);
  });
});
