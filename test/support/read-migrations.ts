import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The SQL migrations, oldest first, as the statements D1 takes one by one. */
export function readMigrations(folder = "drizzle"): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted()
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("--> statement-breakpoint"))
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
