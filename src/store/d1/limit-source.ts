import type { Json, JsonObject } from "../../core/json.ts";
import type { NanoUsd } from "../../core/money.ts";

interface LimitColumns {
  readonly maxBudget: NanoUsd | null;
  readonly softBudget: NanoUsd | null;
  readonly budgetDuration: string | null;
  readonly tpmLimit: number | null;
  readonly rpmLimit: number | null;
  readonly maxParallelRequests: number | null;
}

/** Of a row of `budgets`. */
export interface BudgetColumns extends LimitColumns {
  readonly modelMaxBudget: JsonObject;
}

/** A holder's own row, with those columns that its table has. */
export interface HolderRow extends Partial<LimitColumns> {
  /** 0 and left out: it was never set. */
  readonly spendSetAtMs?: number | null;
  readonly metadata?: JsonObject;
  readonly extra?: JsonObject;
}

/** Where the limits of a holder are written. */
export interface LimitSource {
  readonly row: HolderRow;
  /** Stands behind the row, field by field. */
  readonly budget: BudgetColumns | null;
  /** Its limits on single models stand behind those of the row and the budget. */
  readonly modelsOf?: HolderRow | null;
}

/** A field without a column, which LiteLLM also takes inside of `metadata`. */
export const fieldOf = ({ extra, metadata }: HolderRow, name: string): Json | undefined =>
  extra?.[name] ?? metadata?.[name];
