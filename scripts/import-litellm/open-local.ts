import { resolve } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { applyMigrations } from "../dev/apply-migrations.ts";

export interface LocalDatabase {
  readonly database: D1Database;
  readonly close: () => Promise<void>;
}

/** The database of `npm run dev` with its data in this folder, up to date. The names are those of scripts/dev/local-worker.ts. */
export async function openLocal(state: string): Promise<LocalDatabase> {
  const runtime = new Miniflare(
    convertV4MiniflareOptions({
      name: "tollgate",
      modules: true,
      script: "export default {};",
      compatibilityDate: "2026-11-01",
      d1Databases: { DB: "tollgate" },
      resourcePersistencePath: resolve(state),
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      log: new Log(LogLevel.ERROR),
    }),
  );
  const database = await runtime.getD1Database("DB");
  await applyMigrations(database);
  return { database, close: async () => await runtime.dispose() };
}
