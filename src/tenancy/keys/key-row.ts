import type { JsonObject } from "../../core/json.ts";
import { toUsd } from "../../core/money.ts";
import type { BudgetRecord } from "../../store/group-registry.ts";
import { type KeyRecord, tokenOf } from "../../store/key-registry.ts";
import { budgetRowOrNull } from "../budgets/budget-row.ts";
import type { Clock } from "../budgets/calendar-period.ts";
import { limitRow } from "../read-limits.ts";
import { instantOrNull, stampRow } from "../row-parts.ts";

/** Fields of LiteLLM's key rows and answers that have no effect here yet, so that scripts find all they read. */
const UNSET: JsonObject = {
  allowed_cache_controls: [],
  allowed_passthrough_routes: null,
  allowed_routes: [],
  allowed_vector_store_indexes: null,
  auto_rotate: false,
  config: {},
  enforced_params: null,
  guardrails: null,
  model_max_budget: {},
  model_rpm_limit: null,
  model_spend: {},
  model_tpm_limit: null,
  object_permission: null,
  policies: null,
  prompts: null,
  rotation_interval: null,
  router_settings: null,
  rpm_limit_type: null,
  tags: null,
  tpm_limit_type: null,
};

/** A key as management shows it, with the budget it refers to; `token` is the hash of the key in use. */
export const keyRow = (record: KeyRecord, clock: Clock, budget?: BudgetRecord): JsonObject => ({
  ...UNSET,
  ...record.extra,
  token: tokenOf(record),
  key_name: record.keyName,
  key_alias: record.keyAlias,
  user_id: record.userId,
  team_id: record.teamId,
  organization_id: record.organizationId,
  budget_id: record.budgetId,
  litellm_budget_table: budgetRowOrNull(budget, clock),
  models: record.models,
  aliases: record.aliases,
  metadata: record.metadata,
  permissions: record.permissions,
  blocked: record.blocked,
  duration: record.duration,
  expires: instantOrNull(record.expiresAtMs),
  spend: toUsd(record.spend),
  ...limitRow(record, clock, budget),
  ...stampRow(record),
  last_active: instantOrNull(record.lastActiveAtMs),
});
