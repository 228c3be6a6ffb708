import { asc, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import type { Audited } from "../audit-log.ts";
import type { LiveConfigReader, LiveRegistries, LiveRows } from "../live-config.ts";
import { askD1 } from "./ask-d1.ts";
import type { AuditTrail } from "./d1-audit-trail.ts";
import { D1GroupRegistry } from "./d1-group-registry.ts";
import { D1PriceRegistry } from "./d1-price-registry.ts";
import { accessGroups, credentials, liveModels, liveSettings, liveVersion, priceOverrides } from "./schema.ts";

/** With an author every write leaves an entry in the audit log. */
export function createD1LiveRegistries(database: D1Database, writer?: Omit<AuditTrail, "kind">): LiveRegistries {
  const trail = (kind: Audited): AuditTrail | undefined => writer && { ...writer, kind };
  return {
    models: new D1GroupRegistry(database, liveModels, liveModels.modelId, trail("model"), raiseVersion),
    credentials: new D1GroupRegistry(
      database,
      credentials,
      credentials.credentialName,
      trail("credential"),
      raiseVersion,
    ),
    accessGroups: new D1GroupRegistry(
      database,
      accessGroups,
      accessGroups.accessGroup,
      trail("access_group"),
      raiseVersion,
    ),
    settings: new D1GroupRegistry(database, liveSettings, liveSettings.section, trail("setting"), raiseVersion),
    prices: new D1PriceRegistry(database, trail("price"), raiseVersion),
  };
}

/** In the same batch as the write, so that no reader sees the one without the other. */
const raiseVersion = (db: DrizzleD1Database): readonly BatchItem<"sqlite">[] => [
  db
    .insert(liveVersion)
    .values({ id: 1, version: 1 })
    .onConflictDoUpdate({ target: liveVersion.id, set: { version: sql`${liveVersion.version} + 1` } }),
];

export class D1LiveConfig implements LiveConfigReader {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async version(): Promise<number> {
    return versionOf(await askD1(async () => await this.#selectVersion()));
  }

  async read(): Promise<LiveRows> {
    const db = this.#db;
    // A batch is one transaction.
    const [version, models, values, groups, settings, prices] = await askD1(
      async () =>
        await db.batch([
          this.#selectVersion(),
          db.select().from(liveModels).orderBy(asc(liveModels.createdAtMs), asc(liveModels.modelId)),
          db.select().from(credentials),
          db.select().from(accessGroups),
          db.select().from(liveSettings),
          db.select().from(priceOverrides),
        ]),
    );
    return { version: versionOf(version), models, credentials: values, accessGroups: groups, settings, prices };
  }

  #selectVersion() {
    return this.#db.select({ version: liveVersion.version }).from(liveVersion).limit(1);
  }
}

/** Before the first write there is no row. */
const versionOf = ([row]: readonly { readonly version: number }[]): number => row?.version ?? 0;
