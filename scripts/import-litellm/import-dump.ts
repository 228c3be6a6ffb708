import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Converted, convertDump } from "./convert-dump.ts";
import { openLocal } from "./open-local.ts";
import type { ImportFlags, Target } from "./parse-import-flags.ts";
import { findsAny, runStatements } from "./run-statements.ts";

/** Tells what is in the dump, then imports it. Throws an `Error`, before anything is written, when a row is wrong. */
export async function importDump(flags: ImportFlags, tell: (text: string) => void): Promise<void> {
  const { dump, target, replaces, isDry } = flags;
  const folder = mkdtempSync(join(tmpdir(), "tollgate-import-"));
  try {
    const converted = await convertDump(dump, { folder, nowMs: Date.now(), replaces });
    tell(converted.report.summary());
    if (converted.report.hasProblems) throw new Error(`\nNothing was imported.\n${converted.report.problems()}`);
    tell(isDry ? "\nNothing was imported: this was a dry run." : `\n${await carryOut(converted, target, folder)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Does what the statements say, and tells what was done. */
async function carryOut({ checks, files }: Converted, target: Target, folder: string): Promise<string> {
  switch (target.kind) {
    case "local":
      return await runLocally(target.state, checks, files);
    case "remote": {
      const file = join(folder, "import.sql");
      await joinFiles(files, file);
      await runWrangler(["d1", "execute", target.database, "--remote", "--yes", "--file", file]);
      return "Imported.";
    }
    case "file":
      await joinFiles(files, target.file);
      return `Nothing was imported; the statements are in ${target.file}.`;
  }
}

async function runLocally(state: string, checks: string, files: readonly string[]): Promise<string> {
  const { database, close } = await openLocal(state);
  try {
    if (await findsAny(database, checks)) {
      throw new Error("Nothing was imported: another key in the database has the alias of one in the dump.");
    }
    let written = 0;
    for (const file of files) written += await runStatements(database, file);
    return `Imported. Rows written, with what is carried over: ${written}`;
  } finally {
    await close();
  }
}

async function joinFiles(files: readonly string[], to: string): Promise<void> {
  const all = createWriteStream(to, { mode: 0o600 });
  for (const file of files) await pipeline(createReadStream(file), all, { end: false });
  all.end();
  await once(all, "finish");
}

/** D1 carries out a file as a whole, or none of it. */
async function runWrangler(args: readonly string[]): Promise<void> {
  const child = spawn("wrangler", args, { stdio: "inherit" });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0)
    throw new Error("wrangler failed, and nothing was imported: D1 takes the file as a whole or not at all.");
}
