import { z } from "zod";
import { asId, type BudgetId } from "../../src/core/ids.ts";
import { zeroUsd, type NanoUsd } from "../../src/core/money.ts";
import { teamMembers, teams } from "../../src/store/d1/schema.ts";
import { carry } from "./carry-spend.ts";
import * as column from "./columns.ts";
import { defineTable } from "./define-table.ts";
import { type Member, membershipId } from "./gather-facts.ts";
import { limitsOf, newRow, stampsAt, stampsOf } from "./mapped.ts";

export const teamTable = defineTable({
  columns: {
    team_id: column.id,
    team_alias: column.text,
    organization_id: column.organizationId,
    metadata: column.json,
    spend: column.spend,
    models: column.texts,
    model_id: z.int().nullish(),
    blocked: column.flag,
    ...column.limitColumns,
    ...column.resetColumns,
    ...column.stampColumns,
  },
  kept: ["budget_limits", "model_max_budget", "policies", "router_settings", "team_member_permissions"],
  // Lists of earlier releases, which repeat what `members_with_roles` says.
  ignored: ["admins", "members", "members_with_roles"],
  map(row, extra, { nowMs, modelAliases, memberships, teams: all }) {
    const team = newRow(teams, {
      teamId: asId<"team">(row.team_id),
      teamAlias: row.team_alias,
      organizationId: row.organization_id,
      models: row.models,
      modelAliases: modelAliases.get(row.model_id ?? -1) ?? {},
      metadata: row.metadata,
      blocked: row.blocked,
      spend: row.spend,
      extra,
      ...limitsOf(row),
      ...stampsOf(row, nowMs),
    });
    // The others bring limits and spend along, in rows of their own.
    const members = [...(all.get(row.team_id)?.members ?? [])]
      .filter(([user]) => !memberships.has(membershipId(row.team_id, user)))
      .map(([user, member]) => memberRow(row.team_id, user, member, { spend: zeroUsd, budgetId: null }, nowMs));
    const carried = carry({ kind: "team", ids: [row.team_id], cost: row.spend }, row, undefined, nowMs);
    return { rows: [team, ...members], carried };
  },
});

export const teamMembershipTable = defineTable({
  columns: {
    user_id: column.id,
    team_id: column.id,
    spend: column.spend,
    budget_id: column.budgetId,
  },
  map(row, _, { nowMs, budgets, teams: all }) {
    const team = all.get(row.team_id);
    const member = team?.members.get(row.user_id);
    // Several releases of LiteLLM kept the rows of members who were taken out of a team, and went by its list alone.
    if (team !== undefined && member === undefined && !team.hasUnnamed)
      return { rows: [], left: "rows of members whom their team does not list" };
    const own = { spend: row.spend, budgetId: row.budget_id };
    const budget = budgets.get(row.budget_id ?? team?.memberBudget ?? "");
    const spent = { kind: "team_member", ids: [row.team_id, row.user_id], cost: row.spend } as const;
    return {
      rows: [memberRow(row.team_id, row.user_id, member, own, nowMs)],
      carried: carry(spent, undefined, budget, nowMs),
    };
  },
});

interface OwnFields {
  readonly spend: NanoUsd;
  readonly budgetId: BudgetId | null;
}

const memberRow = (team: string, user: string, member: Member | undefined, own: OwnFields, nowMs: number) =>
  newRow(teamMembers, {
    teamId: asId<"team">(team),
    userId: asId<"user">(user),
    role: member?.role ?? "user",
    budgetId: own.budgetId,
    spend: own.spend,
    extra: member?.email === undefined ? {} : { user_email: member.email },
    ...stampsAt(nowMs),
  });
