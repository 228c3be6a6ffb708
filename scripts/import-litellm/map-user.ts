import { asId } from "../../src/core/ids.ts";
import { users } from "../../src/store/d1/schema.ts";
import { carry } from "./carry-spend.ts";
import * as column from "./columns.ts";
import { defineTable } from "./define-table.ts";
import { limitsOf, newRow, stampsOf } from "./mapped.ts";

/** The row in which LiteLLM adds up what the whole gateway spends. */
const WHOLE_GATEWAY = "litellm-proxy-budget";

export const userTable = defineTable({
  columns: {
    user_id: column.id,
    user_alias: column.text,
    user_email: column.text,
    user_role: column.text,
    organization_id: column.organizationId,
    models: column.texts,
    metadata: column.json,
    spend: column.spend,
    ...column.limitColumns,
    ...column.resetColumns,
    ...column.stampColumns,
  },
  kept: ["allowed_cache_controls", "model_max_budget", "policies", "sso_user_id"],
  // There is no login by password; teams name their members themselves.
  ignored: ["password", "team_id", "teams"],
  map(row, extra, { nowMs }) {
    if (row.user_id === WHOLE_GATEWAY) {
      // The gateway has no row of its own here: what it spent over all time is carried as well.
      const reset = { ...row, budget_duration: row.budget_duration ?? "over all time" };
      return {
        rows: [],
        carried: carry({ kind: "proxy", ids: [], cost: row.spend }, reset, undefined, nowMs),
        left: "the row of the whole gateway, whose limits are in the configuration",
      };
    }
    const user = newRow(users, {
      userId: asId<"user">(row.user_id),
      userAlias: row.user_alias,
      userEmail: row.user_email,
      userRole: row.user_role,
      organizationId: row.organization_id,
      budgetId: null,
      models: row.models,
      metadata: row.metadata,
      spend: row.spend,
      extra,
      ...limitsOf(row),
      ...stampsOf(row, nowMs),
    });
    return {
      rows: [user],
      carried: carry({ kind: "user", ids: [row.user_id], cost: row.spend }, row, undefined, nowMs),
    };
  },
});
