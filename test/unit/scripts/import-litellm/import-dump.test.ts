import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { describe, expect, onTestFinished, test } from "vitest";
import { importDump } from "../../../../scripts/import-litellm/import-dump.ts";
import { parseImportFlags } from "../../../../scripts/import-litellm/parse-import-flags.ts";
import { type Dump, hashOf, tokenRow } from "./dump-rows.ts";
import { newFolder } from "./open-import.ts";

const DUMP: Dump = { LiteLLM_VerificationToken: [tokenRow("sk-a", { key_alias: "a" })] };
const BROKEN: Dump = { LiteLLM_VerificationToken: [tokenRow("sk-a"), tokenRow("sk-b", { spend: "much" })] };

/** Runs the command on a dump in this folder; gives what it tells. */
async function runImport(folder: string, dump: Dump, ...flags: string[]): Promise<string> {
  const file = join(folder, "dump.json");
  writeFileSync(file, JSON.stringify(dump));
  const parsed = parseImportFlags([file, ...flags]);
  if (parsed === "help") throw new Error("no help was asked for");
  const lines: string[] = [];
  await importDump(parsed, (text) => lines.push(text));
  return lines.join("\n");
}

/** Puts a wrangler first on the path that writes down what it is told and ends with this code. */
function pretendWrangler(folder: string, code: number): void {
  const script = `#!/bin/sh\necho "$*" > "${folder}/args"\nfor last; do :; done\ncp "$last" "${folder}/sent.sql"\nexit ${code}\n`;
  writeFileSync(join(folder, "wrangler"), script);
  chmodSync(join(folder, "wrangler"), 0o700);
  const before = process.env["PATH"];
  process.env["PATH"] = [folder, before].join(delimiter);
  onTestFinished(() => void (process.env["PATH"] = before));
}

describe("the command", () => {
  test("imports into the database of this machine, and tells when there was nothing left to do", async () => {
    const folder = newFolder();
    const state = join(folder, "state");
    expect(await runImport(folder, DUMP, "--state", state)).toContain("Rows written, with what is carried over: 1");
    expect(await runImport(folder, DUMP, "--state", state)).toContain("Rows written, with what is carried over: 0");
    const taken: Dump = { LiteLLM_VerificationToken: [tokenRow("sk-b", { key_alias: "a" }), tokenRow("sk-c")] };
    await expect(runImport(folder, taken, "--state", state)).rejects.toThrow("Nothing was imported: another key");
    expect(await runImport(folder, { LiteLLM_VerificationToken: [tokenRow("sk-c")] }, "--state", state)).toContain(
      "Rows written, with what is carried over: 1",
    );
  });

  test("writes nothing for a dry run, and nothing of a dump with one wrong row", async () => {
    const folder = newFolder();
    const state = join(folder, "state");
    expect(await runImport(folder, DUMP, "--state", state, "--dry-run")).toContain("1  LiteLLM_VerificationToken");
    await expect(runImport(folder, BROKEN, "--state", state)).rejects.toThrow(
      "Nothing was imported.\nLiteLLM_VerificationToken, row 2, column spend: ",
    );
    expect(existsSync(state)).toBe(false);
  });

  test("writes the statements to a file instead", async () => {
    const folder = newFolder();
    const file = join(folder, "out.sql");
    await runImport(folder, DUMP, "--sql", file);
    expect(readFileSync(file, "utf8")).toContain(hashOf("sk-a"));
  });

  test("hands the statements to wrangler as one file", async () => {
    const folder = newFolder();
    pretendWrangler(folder, 0);
    expect(await runImport(folder, DUMP, "--remote", "--database", "mine")).toContain("Imported.");
    expect(readFileSync(join(folder, "args"), "utf8")).toMatch(/^d1 execute mine --remote --yes --file \S+\.sql\n$/);
    expect(readFileSync(join(folder, "sent.sql"), "utf8")).toContain(hashOf("sk-a"));
  });

  test("fails where wrangler does", async () => {
    const folder = newFolder();
    pretendWrangler(folder, 1);
    await expect(runImport(folder, DUMP, "--remote")).rejects.toThrow("wrangler failed");
  });
});
