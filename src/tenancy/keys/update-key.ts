import type { Targets } from "../access/judge-permission.ts";
import { type ActionContext, defineAction } from "../action.ts";
import { checkBudget } from "../budgets/check-budget.ts";
import { mergeExtra } from "../given.ts";
import { aroundKey, teamsAround } from "../gone.ts";
import { tryUntilDone } from "../try-until-done.ts";
import type { KeyRecord, NewSecret } from "../../store/key-registry.ts";
import { changeWithinBounds } from "./cap-key.ts";
import { changeSeenKey, findKey } from "./change-key.ts";
import { checkPlace } from "./create-key.ts";
import { checkKeyGrant } from "./grant-key.ts";
import { updatedKeyOutput } from "./key-output.ts";
import { type KeyChanges, keyChanges, type KeyFields } from "./key-params.ts";
import { targetOfPlace } from "./place-key.ts";
import { readKey } from "./read-key.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";
import { showKey } from "./show-keys.ts";

/** What is left out stays, null clears. A duration counts from now. */
export const updateKey = defineAction({
  method: "POST",
  paths: ["/key/update"],
  summary: "Change a key",
  permission: "grant-key",
  input: keyChanges,
  over: { param: "key", find: async (context, input) => await targetsOfChange(context, input) },
  output: updatedKeyOutput,
  async run(context, input) {
    return { key: input.key, ...(await showKey(context, await applyChanges(context, input))) };
  },
});

/** Where the key is, and where it is to go. */
export async function targetsOfChange(
  context: ActionContext,
  { key, ...given }: KeyFields & { readonly key: string },
): Promise<Targets> {
  const before = await context.keys.find(resolveKeyHash(key));
  if (before === undefined) return [undefined];
  const [fields] = readKey(given, context.now());
  return await Promise.all([before, { ...before, ...fields }].map((place) => targetOfPlace(context, place)));
}

export async function applyChanges(context: ActionContext, { key, ...given }: KeyChanges): Promise<KeyRecord> {
  const [, record] = await applyFields(context, await findKey(context, key), given);
  return record;
}

/** The key as it was and as it is now. With a secret, whoever asks is handed the key, and all that it may do. */
export async function applyFields(
  context: ActionContext,
  found: KeyRecord,
  given: KeyFields,
  secret?: NewSecret,
): Promise<readonly [before: KeyRecord, after: KeyRecord]> {
  const [fields, rest] = readKey(changeWithinBounds(given, context.upperKeyParams), context.now());
  await checkBudget(context, fields.budgetId);
  await checkPlace(context, fields);
  let before = found;
  const after = await tryUntilDone(async () => {
    const extra = mergeExtra(before.extra, rest);
    await checkKeyGrant(context, { ...before, ...fields, extra }, before, { isHandedOver: secret !== undefined });
    const within = moves(fields) ? aroundKey(before, await teamsAround(context, [before])) : [];
    const changed = await changeSeenKey(context, before, { ...fields, extra }, { within, secret });
    if (changed === undefined) before = await findKey(context, before.hash);
    return changed;
  });
  return [before, after];
}

const moves = ({ userId, teamId, organizationId }: Partial<KeyRecord>): boolean =>
  [userId, teamId, organizationId].some((id) => id !== undefined);
