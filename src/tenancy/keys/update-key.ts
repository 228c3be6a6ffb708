import { defineAction } from "../action.ts";
import type { TenancyContext } from "../action.ts";
import { checkBudget } from "../budgets/check-budget.ts";
import { mergeExtra } from "../given.ts";
import type { KeyRecord } from "../../store/key-registry.ts";
import { changeKey, findKey } from "./change-key.ts";
import { type KeyChanges, keyChanges } from "./key-params.ts";
import { keyRow } from "./key-row.ts";
import { readKey } from "./read-key.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";

/** What is left out stays, null clears. A duration counts from now. */
export const updateKey = defineAction({
  method: "POST",
  paths: ["/key/update"],
  permission: "admin",
  input: keyChanges,
  async run(context, input) {
    return { key: input.key, ...keyRow(await applyChanges(context, input)) };
  },
});

export async function applyChanges(context: TenancyContext, { key, ...given }: KeyChanges): Promise<KeyRecord> {
  const hash = resolveKeyHash(key);
  const { extra } = await findKey(context, hash);
  const [fields, rest] = readKey(given, context.now());
  await checkBudget(context, fields.budgetId);
  return await changeKey(context, hash, { ...fields, extra: mergeExtra(extra, rest) });
}
