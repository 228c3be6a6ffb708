import { desc, isNotNull } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { BudgetId, KeyHash, OrganizationId, TeamId, UserId } from "../../../core/ids.ts";
import { aliases, blocked, json, limits, models, record, spent } from "./columns.ts";

export const virtualKeys = sqliteTable(
  "virtual_keys",
  {
    hash: text("hash").$type<KeyHash>().primaryKey(),
    /** `sk-...` and the last four characters: enough to recognise a key, too little to use it. */
    keyName: text("key_name").notNull(),
    keyAlias: text("key_alias").unique(),
    userId: text("user_id").$type<UserId>(),
    teamId: text("team_id").$type<TeamId>(),
    organizationId: text("organization_id").$type<OrganizationId>(),
    budgetId: text("budget_id").$type<BudgetId>(),
    models: models(),
    aliases: aliases("aliases"),
    metadata: json("metadata"),
    permissions: json("permissions"),
    blocked: blocked(),
    duration: text("duration"),
    expiresAtMs: integer("expires_at_ms"),
    ...spent(),
    ...limits(),
    ...record(),
    lastActiveAtMs: integer("last_active_at_ms"),
    /** Of the key in use since this one was made anew: `hash` stays what limits, spend and logs know it by. */
    secretHash: text("secret_hash").$type<KeyHash>(),
    /** The key before that, for as long as it may still be used. */
    previousHash: text("previous_hash").$type<KeyHash>(),
    previousUntilMs: integer("previous_until_ms"),
  },
  (keys) => [
    uniqueIndex("virtual_keys_secret").on(keys.secretHash).where(isNotNull(keys.secretHash)),
    uniqueIndex("virtual_keys_previous").on(keys.previousHash).where(isNotNull(keys.previousHash)),
    // Lists of keys go by their age.
    index("virtual_keys_user").on(keys.userId, keys.createdAtMs),
    index("virtual_keys_team").on(keys.teamId, keys.createdAtMs),
    index("virtual_keys_created").on(keys.createdAtMs, keys.hash),
    index("virtual_keys_spend").on(desc(keys.spend), keys.hash),
  ],
);
