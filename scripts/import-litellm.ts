/** Imports a dump of LiteLLM's database: see `IMPORT_USAGE` in scripts/import-litellm/parse-import-flags.ts. */
import process from "node:process";
import { importDump } from "./import-litellm/import-dump.ts";
import { IMPORT_USAGE, parseImportFlags } from "./import-litellm/parse-import-flags.ts";

try {
  const flags = parseImportFlags(process.argv.slice(2));
  if (flags === "help") console.log(IMPORT_USAGE);
  else await importDump(flags, console.log);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
