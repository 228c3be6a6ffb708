import { drizzle } from "drizzle-orm/d1";
import { describe, expect, test } from "vitest";
import { asId } from "../../../../src/core/ids.ts";
import { nanoUsd } from "../../../../src/core/money.ts";
import { D1KeyStore } from "../../../../src/store/d1/d1-key-store.ts";
import {
  budgets,
  endUsers,
  organizationMembers,
  organizations,
  tags,
  teamMembers,
  teams,
  users,
  virtualKeys,
} from "../../../../src/store/d1/schema.ts";
import { findsAny } from "../../../../scripts/import-litellm/run-statements.ts";
import { budgetRow, type Dump, hashOf, teamRow, tokenRow, userRow } from "./dump-rows.ts";
import { convert, NOW_MS, openImport } from "./open-import.ts";

const organization = {
  organization_id: "org",
  organization_alias: "Org",
  budget_id: "of-org",
  metadata: '{"cost_center": "it\'s 7"}',
  models: ["gpt-4o"],
  spend: 3.25,
  model_spend: {},
  object_permission_id: null,
  created_at: "2026-03-01T09:30:00",
  created_by: "admin",
  updated_at: "2026-03-01T09:30:00",
  updated_by: "admin",
};

const FULL: Dump = {
  // Before what they refer to.
  LiteLLM_VerificationToken: [
    tokenRow("sk-first-key-0001", {
      key_alias: "first",
      spend: 9.5000000004,
      expires: "2027-01-01T00:00:00+02:00",
      models: ["gpt-4o", "openai/*"],
      aliases: '{"fast": "gpt-4o"}',
      user_id: "ann",
      team_id: "team",
      budget_id: "shared",
      metadata: { purpose: "Größe; 'x'", model_rpm_limit: { "gpt-4o": 3 } },
      permissions: { get_spend_routes: true },
      blocked: true,
      tpm_limit: 1_000,
      rpm_limit: 10,
      max_parallel_requests: 2,
      max_budget: 10,
      budget_duration: "30d",
      budget_reset_at: "2026-12-01T00:00:00",
      allowed_routes: ["llm_api_routes"],
      model_max_budget: { "gpt-4o": { budget_limit: 1, time_period: "1d" } },
    }),
  ],
  LiteLLM_TeamTable: [
    teamRow("team", {
      team_alias: "Team",
      organization_id: "org",
      members_with_roles: [
        { user_id: "ann", user_email: "ann@example.com", role: "admin" },
        { user_id: "bob", user_email: null, role: "user" },
      ],
      model_id: 7,
      blocked: true,
      metadata: { team_member_budget_id: "shared" },
      team_member_permissions: ["/key/generate"],
    }),
  ],
  LiteLLM_TeamMembership: [{ user_id: "ann", team_id: "team", spend: 0.5, budget_id: "of-ann" }],
  LiteLLM_UserTable: [
    userRow("ann", {
      user_email: "ann@example.com",
      user_role: "proxy_admin",
      sso_user_id: "00123",
      password: "hashed",
      teams: ["team"],
    }),
  ],
  LiteLLM_OrganizationTable: [organization],
  LiteLLM_OrganizationMembership: [
    {
      user_id: "ann",
      organization_id: "org",
      user_role: "org_admin",
      spend: null,
      budget_id: null,
      created_at: null,
      updated_at: null,
    },
  ],
  LiteLLM_BudgetTable: [
    budgetRow("shared", { max_budget: 5, rpm_limit: 60, model_max_budget: '{"gpt-4o": {"max_budget": 1}}' }),
    budgetRow("of-org"),
    budgetRow("of-ann"),
  ],
  LiteLLM_EndUserTable: [
    {
      user_id: "customer",
      alias: "C",
      spend: 1,
      allowed_model_region: "eu",
      default_model: "gpt-4o",
      budget_id: "shared",
      blocked: true,
    },
  ],
  LiteLLM_TagTable: [
    {
      tag_name: "prod",
      description: "d",
      models: [],
      model_info: {},
      spend: 2,
      budget_id: null,
      created_at: "2026-03-01T09:30:00",
      created_by: null,
      updated_at: "2026-03-01T09:30:00",
    },
  ],
  LiteLLM_ModelTable: [{ id: 7, model_aliases: '"{\\"smart\\": \\"gpt-4o\\"}"' }],
};

describe("an import", () => {
  test("brings every row over, with all that limits it", async () => {
    const { database, add } = await openImport();
    await add(FULL);
    const db = drizzle(database);
    expect(await db.select().from(virtualKeys)).toEqual([
      {
        hash: hashOf("sk-first-key-0001"),
        keyName: "sk-...0001",
        keyAlias: "first",
        userId: "ann",
        teamId: "team",
        organizationId: null,
        budgetId: "shared",
        models: ["gpt-4o", "openai/*"],
        aliases: { fast: "gpt-4o" },
        metadata: { purpose: "Größe; 'x'", model_rpm_limit: { "gpt-4o": 3 } },
        permissions: { get_spend_routes: true },
        blocked: true,
        duration: null,
        expiresAtMs: Date.UTC(2026, 11, 31, 22),
        spend: 9_500_000_000,
        spendSetAtMs: 0,
        maxBudget: 10_000_000_000,
        softBudget: null,
        budgetDuration: "30d",
        tpmLimit: 1_000,
        rpmLimit: 10,
        maxParallelRequests: 2,
        extra: {
          allowed_routes: ["llm_api_routes"],
          model_max_budget: { "gpt-4o": { budget_limit: 1, time_period: "1d" } },
        },
        createdAtMs: Date.UTC(2026, 2, 1, 9, 30, 0, 250),
        createdBy: "admin",
        updatedAtMs: Date.UTC(2026, 3, 1, 9, 30),
        updatedBy: "admin",
        lastActiveAtMs: null,
        secretHash: null,
        previousHash: null,
        previousUntilMs: null,
      },
    ]);
    expect(await db.select().from(teams)).toMatchObject([
      {
        teamId: "team",
        organizationId: "org",
        modelAliases: { smart: "gpt-4o" },
        blocked: true,
        extra: { team_member_permissions: ["/key/generate"] },
      },
    ]);
    expect(await db.select().from(teamMembers).orderBy(teamMembers.userId)).toMatchObject([
      {
        userId: "ann",
        role: "admin",
        budgetId: "of-ann",
        spend: 500_000_000,
        extra: { user_email: "ann@example.com" },
      },
      { userId: "bob", role: "user", budgetId: null, spend: 0, extra: {} },
    ]);
    expect(await db.select().from(users)).toMatchObject([{ userRole: "proxy_admin", extra: { sso_user_id: "00123" } }]);
    expect(await db.select().from(organizations)).toMatchObject([
      { budgetId: "of-org", metadata: { cost_center: "it's 7" }, models: ["gpt-4o"], spend: 3_250_000_000 },
    ]);
    expect(await db.select().from(organizationMembers)).toMatchObject([{ userRole: "org_admin", spend: 0 }]);
    expect(await db.select().from(budgets).orderBy(budgets.budgetId)).toMatchObject([
      { budgetId: "of-ann" },
      { budgetId: "of-org" },
      { maxBudget: 5_000_000_000, rpmLimit: 60, modelMaxBudget: { "gpt-4o": { max_budget: 1 } } },
    ]);
    expect(await db.select().from(endUsers)).toMatchObject([
      { alias: "C", allowedModelRegion: "eu", defaultModel: "gpt-4o", budgetId: "shared", blocked: true, spend: 1e9 },
    ]);
    expect(await db.select().from(tags)).toMatchObject([{ description: "d", spend: 2e9 }]);
  });

  test("makes keys that are found by what was their key in LiteLLM", async () => {
    const { database, add } = await openImport();
    await add(FULL);
    const found = await new D1KeyStore(database, () => NOW_MS).findByHash(asId(hashOf("sk-first-key-0001")));
    expect(found).toMatchObject({
      blocked: true,
      teamBlocked: true,
      caller: { aliases: { smart: "gpt-4o", fast: "gpt-4o" }, organization: "org", allowedRoutes: ["llm_api_routes"] },
    });
  });

  test("changes nothing the second time, and keeps what was changed here since", async () => {
    const { database, add } = await openImport();
    expect(await add(FULL)).toBeGreaterThan(10);
    const db = drizzle(database);
    await db.update(virtualKeys).set({ spend: 11e9 as never, keyAlias: "renamed" });
    expect(await add(FULL, { nowMs: NOW_MS + 86_400_000 })).toBe(0);
    expect(await db.select().from(virtualKeys)).toMatchObject([{ spend: 11e9, keyAlias: "renamed" }]);
  });

  test("replaces rows when it is told to, and makes copies of them count as old", async () => {
    const { database, add } = await openImport();
    await add(FULL);
    const db = drizzle(database);
    await db.update(virtualKeys).set({ rpmLimit: 1, updatedAtMs: NOW_MS, secretHash: asId<"key-hash">("made anew") });
    await add(FULL, { replaces: true });
    expect(await db.select().from(virtualKeys)).toMatchObject([
      { rpmLimit: 10, updatedAtMs: NOW_MS + 1, secretHash: "made anew" },
    ]);
  });

  test("gives its rules to a customer of whom nothing is known but what they spent here, and to no other", async () => {
    const { database, add } = await openImport();
    const db = drizzle(database);
    const stamps = { createdAtMs: NOW_MS, updatedAtMs: NOW_MS };
    const spent = { spend: nanoUsd(3e9), ...stamps };
    await db.insert(endUsers).values([
      { userId: "met", ...spent },
      { userId: "plain", ...spent },
      { userId: "made", ...spent, allowedModelRegion: "us" },
    ]);
    const row = (user_id: string, more: object = {}) => ({ user_id, spend: 1, ...more });
    const dump = {
      LiteLLM_BudgetTable: [budgetRow("shared", { max_budget: 5 })],
      LiteLLM_EndUserTable: [
        row("met", { blocked: true, budget_id: "shared" }),
        row("plain"),
        row("made", { blocked: true }),
      ],
    };
    await add(dump);
    expect(await db.select().from(endUsers).orderBy(endUsers.userId)).toMatchObject([
      { userId: "made", blocked: false, allowedModelRegion: "us", spend: 3e9, updatedAtMs: NOW_MS },
      { userId: "met", blocked: true, budgetId: "shared", spend: 3e9, createdAtMs: NOW_MS, updatedAtMs: NOW_MS + 1 },
      { userId: "plain", blocked: false, spend: 3e9, updatedAtMs: NOW_MS },
    ]);
    expect(await add(dump)).toBe(0);
  });

  test("makes nobody a member again whom their team does not list any more", async () => {
    const { database, add } = await openImport();
    const membership = (team_id: string, user_id: string) => ({ team_id, user_id, spend: 2, budget_id: null });
    const listed = { user_id: "ann", role: "user" };
    const byAddress = { user_id: null, user_email: "eve@example.com", role: "user" };
    const dump = {
      LiteLLM_TeamTable: [
        teamRow("by-id", { members_with_roles: [listed] }),
        // Whoever is listed by an address alone may be anybody of those who have rows.
        teamRow("by-address", { members_with_roles: [listed, byAddress] }),
      ],
      LiteLLM_TeamMembership: [
        membership("by-id", "ann"),
        membership("by-id", "eve"),
        membership("by-address", "eve"),
        membership("of-another-dump", "eve"),
      ],
    };
    await add(dump);
    const rows = await drizzle(database).select().from(teamMembers);
    expect(rows.map(({ teamId, userId }) => `${teamId} ${userId}`).toSorted()).toEqual([
      "by-address ann",
      "by-address eve",
      "by-id ann",
      "of-another-dump eve",
    ]);
    expect((await convert(dump)).report.summary()).toContain("1  rows of members whom their team does not list");
  });

  test("warns of teams whose budget for each member is not in the dump", async () => {
    const dump = (metadata: object) => ({
      LiteLLM_BudgetTable: [budgetRow("there")],
      LiteLLM_TeamTable: [teamRow("team", { metadata })],
    });
    const summaryOf = async (metadata: object) => (await convert(dump(metadata))).report.summary();
    const warning = "1  teams name a budget for each member that is not in the dump";
    expect(await summaryOf({ team_member_budget_id: "gone" })).toContain(warning);
    expect(await summaryOf({ team_member_budget_id: "there" })).not.toContain(warning);
  });

  test("keeps the form of texts that no SQL would take as they are", async () => {
    const { database, add } = await openImport();
    const awkward = `'); drop table virtual_keys; --\n\0é😀"\\`;
    await add({
      LiteLLM_VerificationToken: [tokenRow("sk-a", { key_alias: awkward, metadata: { [awkward]: awkward } })],
    });
    expect(await drizzle(database).select().from(virtualKeys)).toMatchObject([
      { keyAlias: awkward, metadata: { [awkward]: awkward } },
    ]);
  });

  test("finds an alias that another key of the database has", async () => {
    const { database, add } = await openImport();
    await add({ LiteLLM_VerificationToken: [tokenRow("sk-a", { key_alias: "mine" })] });
    const again = await convert({ LiteLLM_VerificationToken: [tokenRow("sk-a", { key_alias: "mine" })] });
    expect(await findsAny(database, again.checks)).toBe(false);
    const other = await convert({ LiteLLM_VerificationToken: [tokenRow("sk-b", { key_alias: "mine" })] });
    expect(await findsAny(database, other.checks)).toBe(true);
  });
});

describe("the report of an import", () => {
  test.each([
    ["token", { token: "sk-in-the-clear" }],
    ["spend", { spend: "much" }],
    ["max_budget", { max_budget: -1 }],
    ["budget_duration", { budget_duration: "soon" }],
    ["expires", { expires: "infinity" }],
    ["metadata", { metadata: "{" }],
    ["metadata", { metadata: [1] }],
    ["models", { models: "gpt-4o" }],
    ["aliases.a", { aliases: { a: 1 } }],
    ["budget_id", { budget_id: "lost" }],
    ["organization_id", { organization_id: "lost" }],
  ])("names the row and the column where %s is wrong, and no value", async (column, fields) => {
    const { report } = await convert({ LiteLLM_VerificationToken: [tokenRow("sk-a"), tokenRow("sk-b", fields)] });
    expect(report.hasProblems).toBe(true);
    expect(report.problems()).toMatch(new RegExp(`^LiteLLM_VerificationToken, row 2, column ${column}: `));
    expect(report.problems()).not.toMatch(/in-the-clear|much|soon|infinity|lost/);
  });

  test("tells of a row that no statement would hold", async () => {
    const { report } = await convert({
      LiteLLM_VerificationToken: [tokenRow("sk-a", { metadata: { long: "é".repeat(20_000) } })],
    });
    expect(report.problems()).toBe("LiteLLM_VerificationToken, row 1: is larger than a statement of D1");
  });

  test("counts the problems that it does not list", async () => {
    const { report } = await convert({ LiteLLM_TagTable: Array.from({ length: 60 }, () => ({})) });
    expect(report.problems()).toMatch(/and 10 more$/);
  });

  test("tells what is left out, and why", async () => {
    const { report } = await convert({
      ...FULL,
      LiteLLM_VerificationToken: [
        tokenRow("sk-a", { key_alias: "twice", model_spend: { "gpt-4o": 1 }, object_permission_id: "p" }),
        tokenRow("sk-b", { key_alias: "twice", team_id: "gone", rotation_count: 3 }),
        tokenRow("sk-c", { team_id: "litellm-dashboard" }),
      ],
      LiteLLM_ProxyModelTable: [{ model_name: "a" }, { model_name: "b" }],
      LiteLLM_CredentialsTable: [{ credential_name: "a" }],
      LiteLLM_SpendLogs: [{}],
    });
    expect(report.hasProblems).toBe(false);
    for (const line of [
      "2  LiteLLM_VerificationToken\n",
      "1  keys of LiteLLM's own pages",
      "2  LiteLLM_ProxyModelTable: their parameters are encrypted",
      "1  LiteLLM_CredentialsTable: their values are encrypted",
      "1  LiteLLM_SpendLogs: there is nothing to import it into",
      "1  LiteLLM_VerificationToken.model_spend\n",
      "1  LiteLLM_VerificationToken.object_permission_id",
      "1  LiteLLM_VerificationToken.rotation_count",
      "1  keys have the alias of another key",
      "1  keys name a team that is not in the dump",
    ])
      expect(report.summary()).toContain(`  ${line}`);
    expect(report.summary()).not.toMatch(/soft_budget_cooldown|password|members_with_roles/);
  });

  test("of a dump without rows says so", async () => {
    expect((await convert({ LiteLLM_VerificationToken: null })).report.summary()).toBe("The dump has no rows.");
  });
});
