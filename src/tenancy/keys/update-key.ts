import { defineAction } from "../action.ts";
import type { TenancyContext } from "../action.ts";
import { checkBudget } from "../budgets/check-budget.ts";
import { mergeExtra } from "../given.ts";
import { aroundKey, teamsAround } from "../gone.ts";
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
  const before = await findKey(context, hash);
  const [fields, rest] = readKey(given, context.now());
  await checkBudget(context, fields.budgetId);
  const within = moves(fields) ? aroundKey(before, await teamsAround(context, [before])) : [];
  return await changeKey(context, hash, { ...fields, extra: mergeExtra(before.extra, rest) }, within);
}

const moves = ({ userId, teamId, organizationId }: Partial<KeyRecord>): boolean =>
  [userId, teamId, organizationId].some((id) => id !== undefined);
