import { z } from "zod";
import { asId } from "../../src/core/ids.ts";
import { virtualKeys } from "../../src/store/d1/schema.ts";
import { carry } from "./carry-spend.ts";
import * as column from "./columns.ts";
import { defineTable } from "./define-table.ts";
import { limitsOf, newRow, stampsOf } from "./mapped.ts";

/** Of the keys that LiteLLM's own pages make for whoever logs in; they live for a day. */
const SESSION_TEAM = "litellm-dashboard";

export const keyTable = defineTable({
  columns: {
    token: z.string().regex(/^[0-9a-f]{64}$/, { error: "expected the SHA-256 of a key, in hex" }),
    key_name: column.text,
    key_alias: column.optionalId,
    spend: column.spend,
    expires: column.instant,
    models: column.texts,
    aliases: column.aliases,
    user_id: column.userId,
    team_id: column.teamId,
    organization_id: column.organizationId,
    budget_id: column.budgetId,
    permissions: column.json,
    metadata: column.json,
    blocked: column.flag,
    last_active: column.instant,
    ...column.limitColumns,
    ...column.resetColumns,
    ...column.stampColumns,
  },
  kept: [
    "allowed_cache_controls",
    "allowed_routes",
    "auto_rotate",
    "budget_limits",
    "config",
    "model_max_budget",
    "policies",
    "rotation_interval",
    "router_settings",
  ],
  map(row, extra, { nowMs, budgets }) {
    if (row.team_id === SESSION_TEAM) return { rows: [], left: "keys of LiteLLM's own pages" };
    const record = newRow(virtualKeys, {
      hash: asId<"key-hash">(row.token),
      // A name of any other form might tell more of the key than its end.
      keyName: /^sk-\.\.\..{0,4}$/.test(row.key_name ?? "") ? (row.key_name ?? "") : "sk-...",
      keyAlias: row.key_alias,
      userId: row.user_id,
      teamId: row.team_id,
      organizationId: row.organization_id,
      budgetId: row.budget_id,
      models: row.models,
      aliases: row.aliases,
      metadata: row.metadata,
      permissions: row.permissions,
      blocked: row.blocked,
      duration: null,
      expiresAtMs: row.expires,
      spend: row.spend,
      lastActiveAtMs: row.last_active,
      extra,
      ...limitsOf(row),
      ...stampsOf(row, nowMs),
    });
    const budget = budgets.get(row.budget_id ?? "");
    return { rows: [record], carried: carry({ kind: "key", ids: [row.token], cost: row.spend }, row, budget, nowMs) };
  },
});
