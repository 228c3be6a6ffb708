import { integer, text } from "drizzle-orm/sqlite-core";
import type { JsonObject } from "../../../core/json.ts";
import type { NanoUsd } from "../../../core/money.ts";

/** Money is integer nano-dollars (`_nano`), instants are epoch milliseconds (`_ms`): both stay exact in SQLite and in a double. */

export const spent = () => ({
  spend: integer("spend_nano")
    .$type<NanoUsd>()
    .notNull()
    .default(0 as NanoUsd),
  /** When somebody last said what `spend` is: only calls that began since are added to it. 0: nobody ever did. */
  spendSetAtMs: integer("spend_set_at_ms").notNull().default(0),
});

/** What a holder may use; null is unlimited. */
export const limits = () => ({
  maxBudget: integer("max_budget_nano").$type<NanoUsd>(),
  softBudget: integer("soft_budget_nano").$type<NanoUsd>(),
  budgetDuration: text("budget_duration"),
  tpmLimit: integer("tpm_limit"),
  rpmLimit: integer("rpm_limit"),
  maxParallelRequests: integer("max_parallel_requests"),
});

export const models = () => text("models", { mode: "json" }).$type<readonly string[]>().notNull().default([]);
export const aliases = (name: string) =>
  text(name, { mode: "json" }).$type<Readonly<Record<string, string>>>().notNull().default({});
export const json = (name: string) => text(name, { mode: "json" }).$type<JsonObject>().notNull().default({});
export const blocked = () => integer("blocked", { mode: "boolean" }).notNull().default(false);

/** `updatedAtMs` is the row's epoch too: copies that are older than it are refused. `extra`: request fields without a column of their own. */
export const record = () => ({
  extra: json("extra"),
  createdAtMs: integer("created_at_ms").notNull(),
  createdBy: text("created_by"),
  updatedAtMs: integer("updated_at_ms").notNull(),
  updatedBy: text("updated_by"),
});
