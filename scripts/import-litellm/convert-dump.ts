import { join } from "node:path";
import { z } from "zod";
import { textOf, type JsonObject } from "../../src/core/json.ts";
import { virtualKeys } from "../../src/store/d1/schema.ts";
import { carryRows, carryTotals, entryOf, UNCARRY } from "./carry-sql.ts";
import type { Carried } from "./carry-spend.ts";
import { type Facts, gatherFacts } from "./gather-facts.ts";
import type { Mapped, NewRow } from "./mapped.ts";
import { parseRow } from "./parse-row.ts";
import { type DumpRow, readDump } from "./read-dump.ts";
import { Report } from "./report.ts";
import { StatementFile } from "./statement-file.ts";
import { ALIAS_TABLE, isImported, REFUSED_TABLES, TABLES } from "./tables.ts";
import { driverValues, insertRows, rowsOf } from "./write-sql.ts";

export interface ConvertOptions {
  /** A folder for the statements. */
  readonly folder: string;
  readonly nowMs: number;
  /** Rows that exist are replaced rather than kept. */
  readonly replaces: boolean;
}

export interface Converted {
  readonly report: Report;
  /** Statements that find a row each where the import would fail. */
  readonly checks: string;
  /** Statements that import, to be carried out in this order. */
  readonly files: readonly string[];
}

/** Reads a dump twice and writes the statements that import it. They are of use only where the report has no problem. */
export async function convertDump(dump: string, options: ConvertOptions): Promise<Converted> {
  const facts = await gatherFacts(dump, options.nowMs);
  const converter = new Converter(facts, options);
  for await (const row of readDump(dump)) converter.add(row);
  return converter.end();
}

class Converter {
  readonly #facts: Facts;
  readonly #replaces: boolean;
  readonly #report = new Report();
  readonly #aliases = new Set<string>();
  readonly #checks: StatementFile;
  /** Where something is told twice, the first file is carried out first. */
  readonly #members: StatementFile;
  readonly #carried: StatementFile;
  readonly #rows: StatementFile;
  #spentByAll = 0;

  constructor(facts: Facts, { folder, replaces }: ConvertOptions) {
    this.#facts = facts;
    this.#replaces = replaces;
    const open = (name: string): StatementFile => new StatementFile(join(folder, name));
    this.#checks = open("checks.sql");
    [this.#members, this.#carried, this.#rows] = [open("members.sql"), open("carried.sql"), open("rows.sql")];
    if (replaces) this.#members.addStatements(UNCARRY);
  }

  add({ table, number, text }: DumpRow): void {
    const raw = parseRow(text);
    const reason = REFUSED_TABLES[table];
    if (raw === undefined) this.#report.addProblem({ table, number, message: "is no JSON object" });
    else if (reason !== undefined) this.#report.count("refused", `${table}: ${reason}`);
    else if (isImported(table)) this.#import(table, number, raw);
    else if (table !== ALIAS_TABLE) this.#report.count("refused", `${table}: there is nothing to import it into`);
  }

  #import(name: keyof typeof TABLES, number: number, raw: JsonObject): void {
    const table = TABLES[name];
    let mapped: Mapped;
    try {
      mapped = table.map(raw, this.#facts);
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      for (const { path, message } of error.issues)
        this.#report.addProblem({ table: name, number, column: path.join("."), message });
      return;
    }
    if (mapped.left !== undefined) this.#report.count("left", mapped.left);
    else this.#report.count("imported", name);
    if (mapped.rows.length > 0) this.#checkReferences(name, number, raw);
    for (const column of mapped.rows.length > 0 ? table.leftOut(raw) : [])
      this.#report.count("dropped", `${name}.${column}`);
    for (const row of mapped.rows) {
      const added = this.#addRow(row);
      if (!added) this.#report.addProblem({ table: name, number, message: "is larger than a statement of D1" });
    }
    if (mapped.carried !== undefined) this.#carry(mapped.carried);
  }

  /** A limit that is not in the dump would silently not hold. */
  #checkReferences(table: string, number: number, raw: JsonObject): void {
    const { budgets, organizations, teams } = this.#facts;
    const [budget, organization, team] = ["budget_id", "organization_id", "team_id"].map((name) => textOf(raw[name]));
    const problem = (column: string, other: string): void =>
      this.#report.addProblem({ table, number, column, message: `refers to a row that ${other} of the dump lacks` });
    if (budget && !budgets.has(budget)) problem("budget_id", "LiteLLM_BudgetTable");
    if (organization && !organizations.has(organization)) problem("organization_id", "LiteLLM_OrganizationTable");
    // LiteLLM itself lets a key outlive its team.
    if (team && !teams.has(team) && table === "LiteLLM_VerificationToken")
      this.#report.count("warned", "keys name a team that is not in the dump: no limits of a team hold for them");
    const ofMembers = table === "LiteLLM_TeamTable" && team ? teams.get(team)?.memberBudget : undefined;
    if (ofMembers && !budgets.has(ofMembers))
      this.#report.count("warned", "teams name a budget for each member that is not in the dump: it holds for nobody");
  }

  #addRow({ table, record }: NewRow): boolean {
    const fields = table === virtualKeys ? this.#withOwnAlias(record) : record;
    const names = Object.keys(fields);
    return this.#rows.addRow(String(names), driverValues(table, fields), (encoded) =>
      insertRows(table, names, encoded, this.#replaces),
    );
  }

  /** Early releases of LiteLLM let several keys have one alias: the first of them keeps it. */
  #withOwnAlias(record: NewRow["record"]): NewRow["record"] {
    const { hash, keyAlias } = record;
    if (typeof keyAlias !== "string") return record;
    if (this.#aliases.has(keyAlias)) {
      this.#report.count("warned", "keys have the alias of another key, and are imported without it");
      return { ...record, keyAlias: null };
    }
    this.#aliases.add(keyAlias);
    this.#checks.addRow("alias", [keyAlias, hash], findTakenAlias);
    return record;
  }

  #carry(carried: Carried): void {
    const { kind, cost } = carried;
    if (kind === "proxy") {
      this.#spentByAll = cost;
      return;
    }
    this.#report.count("carried", kind);
    const file = kind === "team_member" ? this.#members : this.#carried;
    file.addRow(kind, entryOf(kind, carried), (encoded) => carryRows(kind, encoded, this.#facts.nowMs, this.#replaces));
  }

  end(): Converted {
    for (const file of [this.#checks, this.#members, this.#carried, this.#rows]) file.end();
    this.#carried.addStatements(carryTotals(this.#spentByAll, this.#facts.nowMs));
    return {
      report: this.#report,
      checks: this.#checks.path,
      files: [this.#members, this.#carried, this.#rows].map(({ path }) => path),
    };
  }
}

const findTakenAlias = (encoded: readonly string[]): string =>
  `select key_alias from ${rowsOf(encoded)} join virtual_keys on key_alias = value ->> 0 where hash <> value ->> 1 limit 1`;
