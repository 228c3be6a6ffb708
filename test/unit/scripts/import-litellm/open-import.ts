import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Converted, convertDump } from "../../../../scripts/import-litellm/convert-dump.ts";
import { openLocal } from "../../../../scripts/import-litellm/open-local.ts";
import { runStatements } from "../../../../scripts/import-litellm/run-statements.ts";
import type { Dump } from "./dump-rows.ts";

/** A Saturday, in the middle of an hour. */
export const NOW_MS = Date.UTC(2026, 10, 21, 10, 30);

interface Options {
  readonly nowMs?: number;
  readonly replaces?: boolean;
}

/** A folder that is gone when the test is over. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tollgate-import-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return folder;
}

export async function convert(dump: Dump, { nowMs = NOW_MS, replaces = false }: Options = {}): Promise<Converted> {
  const folder = newFolder();
  const file = join(folder, "dump.json");
  writeFileSync(file, JSON.stringify(dump));
  return await convertDump(file, { folder, nowMs, replaces });
}

export interface Import {
  readonly database: D1Database;
  /** Imports one dump more; tells how many rows that wrote. */
  readonly add: (dump: Dump, options?: Options) => Promise<number>;
}

/** An empty database, up to date. */
export async function openImport(): Promise<Import> {
  const { database, close } = await openLocal(join(newFolder(), "state"));
  onTestFinished(close);
  return {
    database,
    async add(dump, options) {
      const { report, files } = await convert(dump, options);
      if (report.hasProblems) throw new Error(report.problems());
      let written = 0;
      for (const file of files) written += await runStatements(database, file);
      return written;
    },
  };
}
