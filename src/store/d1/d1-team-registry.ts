import { drizzle } from "drizzle-orm/d1";
import type { TeamId } from "../../core/ids.ts";
import type { TeamRecord } from "../group-registry.ts";
import type { ChangeStamp } from "../change-stamp.ts";
import type { SpendResets } from "../spend-resets.ts";
import type { AuditTrail } from "./d1-audit-trail.ts";
import { D1GroupRegistry } from "./d1-group-registry.ts";
import { resetSpend } from "./reset-spend.ts";
import { teams } from "./schema.ts";

export class D1TeamRegistry extends D1GroupRegistry<TeamRecord, TeamId> implements SpendResets<TeamId> {
  readonly #db;
  readonly #trail: AuditTrail | undefined;

  constructor(database: D1Database, trail: AuditTrail | undefined) {
    super(database, teams, teams.teamId, trail);
    this.#db = drizzle(database);
    this.#trail = trail;
  }

  async resetSpend(stamp: ChangeStamp) {
    return await resetSpend(this.#db, teams, teams.teamId, this.#trail, stamp);
  }
}
