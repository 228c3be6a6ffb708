import type { JsonObject } from "../../core/json.ts";
import type { KeyRecord } from "../../store/key-registry.ts";
import type { TenancyContext } from "../action.ts";
import { budgetsOf } from "../budgets/budgets-of.ts";
import { keyRow } from "./key-row.ts";

/** Keys as answers show them, with their budgets. */
export async function showKeys(context: TenancyContext, records: readonly KeyRecord[]): Promise<JsonObject[]> {
  const budgetOf = await budgetsOf(context, records);
  return records.map((record) => keyRow(record, context, budgetOf(record)));
}

export const showKey = async (context: TenancyContext, record: KeyRecord): Promise<JsonObject> =>
  keyRow(record, context, (await budgetsOf(context, [record]))(record));
