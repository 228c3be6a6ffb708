import { isNotNull } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { DeploymentId, KeyHash, OrganizationId, TeamId, UserId } from "../../../core/ids.ts";
import type { ManagedKind } from "../../managed-objects.ts";
import { json } from "./columns.ts";

/** What providers keep for clients: files, batches, vector stores and the like. */
export const managedObjects = sqliteTable(
  "managed_objects",
  {
    /** As clients know it. */
    id: text("id").primaryKey(),
    kind: text("kind").$type<ManagedKind>().notNull(),
    /** `team:`, `user:` or `key:` with an id: to everyone else it is not there. */
    owner: text("owner").notNull(),
    keyHash: text("key_hash").$type<KeyHash>().notNull(),
    userId: text("user_id").$type<UserId>(),
    teamId: text("team_id").$type<TeamId>(),
    organizationId: text("organization_id").$type<OrganizationId>(),
    /** The public name of the model it was made with. */
    model: text("model").notNull(),
    deploymentId: text("deployment_id").$type<DeploymentId>().notNull(),
    /** As the provider knows it. */
    upstreamId: text("upstream_id").notNull(),
    /** Of what it is a part: the thread of a run. */
    parentId: text("parent_id"),
    /** As it was last seen. */
    body: json("body"),
    createdAtMs: integer("created_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
    /** When a job looks at it again; null when it is over. */
    dueAtMs: integer("due_at_ms"),
  },
  (objects) => [
    index("managed_objects_owner").on(objects.owner, objects.kind, objects.createdAtMs),
    index("managed_objects_upstream").on(objects.upstreamId, objects.deploymentId),
    index("managed_objects_due").on(objects.dueAtMs).where(isNotNull(objects.dueAtMs)),
  ],
);
