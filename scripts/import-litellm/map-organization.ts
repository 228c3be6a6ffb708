import { asId } from "../../src/core/ids.ts";
import { organizationMembers, organizations } from "../../src/store/d1/schema.ts";
import { carry } from "./carry-spend.ts";
import * as column from "./columns.ts";
import { defineTable } from "./define-table.ts";
import { newRow, stampsOf } from "./mapped.ts";

export const organizationTable = defineTable({
  columns: {
    organization_id: column.id,
    organization_alias: column.text,
    budget_id: column.budgetId,
    models: column.texts,
    metadata: column.json,
    spend: column.spend,
    ...column.stampColumns,
  },
  map(row, extra, { nowMs, budgets }) {
    const organization = newRow(organizations, {
      organizationId: asId<"organization">(row.organization_id),
      organizationAlias: row.organization_alias,
      budgetId: row.budget_id,
      models: row.models,
      metadata: row.metadata,
      spend: row.spend,
      extra,
      ...stampsOf(row, nowMs),
    });
    const spent = { kind: "organization", ids: [row.organization_id], cost: row.spend } as const;
    return { rows: [organization], carried: carry(spent, undefined, budgets.get(row.budget_id ?? ""), nowMs) };
  },
});

export const organizationMembershipTable = defineTable({
  columns: {
    user_id: column.id,
    organization_id: column.id,
    user_role: column.text,
    spend: column.spend,
    budget_id: column.budgetId,
    ...column.stampColumns,
  },
  map(row, extra, { nowMs }) {
    const member = newRow(organizationMembers, {
      organizationId: asId<"organization">(row.organization_id),
      userId: asId<"user">(row.user_id),
      userRole: row.user_role,
      budgetId: row.budget_id,
      spend: row.spend,
      extra,
      ...stampsOf(row, nowMs),
    });
    return { rows: [member] };
  },
});
