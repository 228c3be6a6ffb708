import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { JsonObject } from "../../src/core/json.ts";
import { isEmpty, readJson } from "./columns.ts";
import type { Carried } from "./carry-spend.ts";

/** A row for a table of ours. */
export interface NewRow {
  readonly table: SQLiteTable;
  readonly record: Readonly<Record<string, unknown>>;
}

/** What one row of the dump becomes. */
export interface Mapped {
  readonly rows: readonly NewRow[];
  readonly carried?: Carried | undefined;
  /** What the row is, where it is left out on purpose. */
  readonly left?: string;
}

/** The types ask for every column that has to be there. */
export const newRow = <Table extends SQLiteTable>(table: Table, record: Table["$inferInsert"]): NewRow => ({
  table,
  record,
});

interface StampColumns {
  readonly created_at: number | null;
  readonly created_by: string | null;
  readonly updated_at: number | null;
  readonly updated_by: string | null;
}

export const stampsOf = (row: StampColumns, nowMs: number) => ({
  createdAtMs: row.created_at ?? nowMs,
  createdBy: row.created_by,
  updatedAtMs: row.updated_at ?? row.created_at ?? nowMs,
  updatedBy: row.updated_by,
});

/** For tables of LiteLLM's that do not say. */
export const stampsAt = (nowMs: number) => ({
  createdAtMs: nowMs,
  createdBy: null,
  updatedAtMs: nowMs,
  updatedBy: null,
});

interface LimitColumns {
  readonly max_budget: number | null;
  readonly soft_budget: number | null;
  readonly budget_duration: string | null;
  readonly tpm_limit: number | null;
  readonly rpm_limit: number | null;
  readonly max_parallel_requests: number | null;
}

export const limitsOf = <Row extends LimitColumns>(row: Row) => ({
  maxBudget: row.max_budget as Row["max_budget"],
  softBudget: row.soft_budget as Row["soft_budget"],
  budgetDuration: row.budget_duration,
  tpmLimit: row.tpm_limit,
  rpmLimit: row.rpm_limit,
  maxParallelRequests: row.max_parallel_requests,
});

/** The columns that management keeps as fields without a place of their own; what is not set stays out. */
export const extraOf = (raw: JsonObject, kept: readonly string[]): JsonObject =>
  Object.fromEntries(
    Object.entries(raw).flatMap(([name, value]) =>
      kept.includes(name) && !isEmpty(value) ? [[name, readJson(value)] as const] : [],
    ),
  );
