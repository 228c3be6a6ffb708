import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { KeyHash, UserId } from "../../../core/ids.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { AuditAction, Audited } from "../../audit-log.ts";

/** Every write of management. The rows of it are only ever added. */
export const auditLog = sqliteTable(
  "audit_log",
  {
    id: text("id").primaryKey(),
    atMs: integer("at_ms").notNull(),
    actorKey: text("actor_key").$type<KeyHash>().notNull(),
    actorUser: text("actor_user").$type<UserId>(),
    action: text("action").$type<AuditAction>().notNull(),
    kind: text("kind").$type<Audited>().notNull(),
    objectId: text("object_id").notNull(),
    before: text("before", { mode: "json" }).$type<JsonObject>(),
    after: text("after", { mode: "json" }).$type<JsonObject>(),
  },
  (log) => [index("audit_log_at").on(log.atMs), index("audit_log_object").on(log.kind, log.objectId, log.atMs)],
);
