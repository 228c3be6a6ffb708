import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { nameHolder } from "../../src/core/holder-name.ts";
import { asId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { fromUsd } from "../../src/core/money.ts";
import type { UsageEvent } from "../../src/core/usage-event.ts";
import { planClaims } from "../../src/limits/plan-claims.ts";
import { D1HolderStore } from "../../src/store/d1/d1-holder-store.ts";
import { D1KeyStore } from "../../src/store/d1/d1-key-store.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { D1SpentReader } from "../../src/store/d1/d1-spent-reader.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS, usageEvent } from "./examples.ts";
import { type Management, manageOn } from "./management.ts";

const KEY = "sk-chosen-by-somebody";
const [hash, ann, blue, acme] = [hashKey(KEY), asId<"user">("ann"), asId<"team">("blue"), asId<"organization">("acme")];
const MIDNIGHT_MS = Date.UTC(2026, 0, 15);

type Call = readonly [route: string, input: JsonObject];

interface Case {
  readonly name: string;
  readonly groups?: readonly Call[];
  readonly make: readonly Call[];
  readonly end: Call;
  /** What the calls of the key are charged to beside the key. */
  readonly owners: Partial<UsageEvent>;
  readonly key?: JsonObject;
}

const daily = { max_budget: 5, budget_duration: "1d" };
const newUser: Call = ["POST /user/new", { user_id: "ann", auto_create_key: false }];
const newTeam: Call = ["POST /team/new", { team_id: "blue" }];
const newOrganization: Call = ["POST /organization/new", { organization_id: "acme", organization_alias: "Acme" }];

const CASES: readonly Case[] = [
  {
    name: nameHolder("key", hash),
    make: [["POST /key/generate", { key: KEY, ...daily }]],
    end: ["POST /key/delete", { keys: [KEY] }],
    owners: {},
  },
  {
    name: nameHolder("user", ann),
    make: [["POST /user/new", { user_id: "ann", auto_create_key: false, ...daily }]],
    end: ["POST /user/delete", { user_ids: ["ann"] }],
    owners: { user: ann },
    key: { user_id: "ann" },
  },
  {
    name: nameHolder("team", blue),
    make: [["POST /team/new", { team_id: "blue", ...daily }]],
    end: ["POST /team/delete", { team_ids: ["blue"] }],
    owners: { team: blue },
    key: { team_id: "blue" },
  },
  {
    name: nameHolder("team_member", blue, ann),
    groups: [
      newUser,
      newTeam,
      ["POST /team/update", { team_id: "blue", team_member_budget: 5, team_member_budget_duration: "1d" }],
    ],
    make: [["POST /team/member_add", { team_id: "blue", member: { role: "user", user_id: "ann" } }]],
    end: ["POST /team/member_delete", { team_id: "blue", user_id: "ann" }],
    owners: { user: ann, team: blue },
    key: { user_id: "ann", team_id: "blue" },
  },
  {
    name: nameHolder("organization", acme),
    make: [["POST /organization/new", { organization_id: "acme", organization_alias: "Acme", ...daily }]],
    end: ["DELETE /organization/delete", { organization_ids: ["acme"] }],
    owners: { organization: acme },
    key: { organization_id: "acme" },
  },
  {
    name: nameHolder("organization_member", acme, ann),
    groups: [newUser, newOrganization],
    make: [
      [
        "POST /organization/member_add",
        {
          organization_id: "acme",
          member: { role: "internal_user", user_id: "ann" },
          max_budget_in_organization: 5,
        },
      ],
    ],
    end: ["DELETE /organization/member_delete", { organization_id: "acme", user_id: "ann" }],
    owners: { user: ann, organization: acme },
    key: { user_id: "ann", organization_id: "acme" },
  },
  {
    name: nameHolder("end_user", "customer"),
    make: [["POST /customer/new", { user_id: "customer", ...daily }]],
    end: ["POST /customer/delete", { user_ids: ["customer"] }],
    owners: { endUser: "customer" },
  },
  {
    name: nameHolder("tag", "prod"),
    make: [["POST /tag/new", { name: "prod", ...daily }]],
    end: ["POST /tag/delete", { name: "prod" }],
    owners: { tags: ["prod"] },
  },
];

let database: D1Database;
let management: Management;
beforeEach(async () => {
  database = await emptyDatabase();
  management = manageOn(database, NOON_MS);
});

const perform = async (calls: readonly Call[]) => {
  for (const call of calls) await management.act(...call);
};

const charge = async (owners: Partial<UsageEvent>, id: string, startedAtMs: number, dollars: number) => {
  const event = usageEvent(id, { key: hash, ...owners, startedAtMs, cost: fromUsd(dollars) });
  await new D1LedgerStore(database).append([event]);
};

const spentOf = async (holder: string) => {
  const spent = new D1SpentReader(database);
  return [await spent.spentSince(holder, MIDNIGHT_MS), await spent.spentSince(holder, undefined)];
};

/** The counter of the holder's budget, as an isolate that never heard of it before names it. */
async function counterOf(name: string): Promise<string | undefined> {
  const snapshot = await new D1KeyStore(database, () => NOON_MS).findByHash(hash);
  const named = [nameHolder("end_user", "customer"), nameHolder("tag", "prod")] as const;
  const { snapshots } = await new D1HolderStore(database).read(named);
  const limits = [...(snapshot?.caller.limits ?? []), ...snapshots.flatMap((each) => each?.limits ?? [])];
  const options = { nowMs: NOON_MS, timeZone: "UTC", shadow: new Set<never>() };
  const claims = planClaims(limits, { model: "gpt-4o", tokens: 1, cost: 1 }, options);
  return claims.find(({ holder }) => holder === name)?.claim.counter;
}

describe.each(CASES)(
  "a holder that is deleted and made again: $name",
  ({ name, groups = [], make, end, owners, key }) => {
    test("begins with nothing, and with a counter that nobody has counted on", async () => {
      const keyOf: readonly Call[] = key === undefined ? [] : [["POST /key/generate", { key: KEY, ...key }]];
      const forget = async () => await management.act("POST /key/delete", { keys: [KEY] }).catch(() => {});
      await perform([...groups, ...make, ...keyOf]);
      await charge(owners, "before", NOON_MS, 2);
      const before = [await counterOf(name), await spentOf(name)];
      await perform([end]);
      await forget();
      await perform([...make, ...keyOf]);
      await charge(owners, "late", NOON_MS, 4);
      await charge(owners, "after", NOON_MS + 60_000, 1);
      expect(before[1]).toEqual([fromUsd(2), fromUsd(2)]);
      expect(await spentOf(name)).toEqual([fromUsd(1), fromUsd(1)]);
      const counter = await counterOf(name);
      expect([before[0], counter]).toEqual([
        expect.stringMatching(/\/cost(@1d)?$/),
        expect.stringMatching(/\/cost(@1d)?#\d+$/),
      ]);
    });
  },
);

test("a holder that is made for the first time is counted from the beginning of the period", async () => {
  await perform([["POST /tag/new", { name: "prod", ...daily }]]);
  expect(await counterOf("tag:prod")).toBe("tag:prod/cost@1d");
});
