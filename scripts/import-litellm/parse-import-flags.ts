import { parseArgs } from "node:util";

export const IMPORT_USAGE = `Imports keys, teams, users, organizations, budgets, customers, tags and their spend from LiteLLM.

  npm run import:litellm -- DUMP.json [--local | --remote | --sql FILE] [--replace] [--dry-run]

  DUMP.json           what docs/migrating.md says how to make
  --local             into the database of "npm run dev"; this is the default
  --state FOLDER      where that keeps its data; .tollgate/dev
  --remote            into the deployed database, with wrangler
  --database NAME     the name of that database; tollgate
  --sql FILE          writes the statements to this file, and carries none out
  --replace           rows that are there already are replaced; otherwise they are kept
  --dry-run           checks the dump and tells what is in it, no more
  --help              this text`;

export type Target =
  | { readonly kind: "local"; readonly state: string }
  | { readonly kind: "remote"; readonly database: string }
  | { readonly kind: "file"; readonly file: string };

export interface ImportFlags {
  readonly dump: string;
  readonly target: Target;
  readonly replaces: boolean;
  readonly isDry: boolean;
}

/** Throws an `Error` whose message is for the one who typed the flags. */
export function parseImportFlags(args: readonly string[]): ImportFlags | "help" {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      local: { type: "boolean", default: false },
      state: { type: "string" },
      remote: { type: "boolean", default: false },
      database: { type: "string" },
      sql: { type: "string" },
      replace: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const [dump, ...more] = positionals;
  if (dump === undefined || more.length > 0) throw new Error(`One file is needed.\n\n${IMPORT_USAGE}`);
  const { local, state, remote, database, sql } = values;
  const targets = [local || state !== undefined, remote, sql !== undefined].filter(Boolean);
  if (targets.length > 1) throw new Error("--state (or --local), --remote and --sql exclude each other.");
  if (database !== undefined && !remote) throw new Error("--database is for --remote.");
  return {
    dump,
    target: targetOf({ state, remote, database, sql }),
    replaces: values.replace,
    isDry: values["dry-run"],
  };
}

interface TargetFlags {
  readonly state: string | undefined;
  readonly remote: boolean;
  readonly database: string | undefined;
  readonly sql: string | undefined;
}

function targetOf({ state = ".tollgate/dev", remote, database = "tollgate", sql }: TargetFlags): Target {
  if (sql !== undefined) return { kind: "file", file: sql };
  return remote ? { kind: "remote", database } : { kind: "local", state };
}
