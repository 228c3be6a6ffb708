import { endUsers, tags } from "../../src/store/d1/schema.ts";
import { carry } from "./carry-spend.ts";
import * as column from "./columns.ts";
import { defineTable } from "./define-table.ts";
import { newRow, stampsAt, stampsOf } from "./mapped.ts";

/** What requests name of themselves: customers and tags. */

export const endUserTable = defineTable({
  columns: {
    user_id: column.id,
    alias: column.text,
    spend: column.spend,
    allowed_model_region: column.text,
    default_model: column.text,
    budget_id: column.budgetId,
    blocked: column.flag,
  },
  map(row, extra, { nowMs, budgets }) {
    const endUser = newRow(endUsers, {
      userId: row.user_id,
      alias: row.alias,
      budgetId: row.budget_id,
      defaultModel: row.default_model,
      allowedModelRegion: row.allowed_model_region,
      blocked: row.blocked,
      spend: row.spend,
      extra,
      ...stampsAt(nowMs),
    });
    const spent = { kind: "end_user", ids: [row.user_id], cost: row.spend } as const;
    return { rows: [endUser], carried: carry(spent, undefined, budgets.get(row.budget_id ?? ""), nowMs) };
  },
});

export const tagTable = defineTable({
  columns: {
    tag_name: column.id,
    description: column.text,
    models: column.texts,
    spend: column.spend,
    budget_id: column.budgetId,
    ...column.stampColumns,
  },
  kept: ["model_info"],
  map(row, extra, { nowMs, budgets }) {
    const tag = newRow(tags, {
      tagName: row.tag_name,
      description: row.description,
      models: row.models,
      budgetId: row.budget_id,
      spend: row.spend,
      extra,
      ...stampsOf(row, nowMs),
    });
    const spent = { kind: "tag", ids: [row.tag_name], cost: row.spend } as const;
    return { rows: [tag], carried: carry(spent, undefined, budgets.get(row.budget_id ?? ""), nowMs) };
  },
});
