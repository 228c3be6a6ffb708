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

async function applyChanges(context: ActionContext, { key, ...given }: KeyChanges): Promise<KeyRecord> {
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
  let before = found;
  const after = await tryUntilDone(async () => {
    const { change, within } = await prepareChange(context, before, given, { isHandedOver: secret !== undefined });
    const changed = await changeSeenKey(context, before, change, { within, secret });
    if (changed === undefined) before = await findKey(context, before.hash);
    return changed;
  });
  return [before, after];
}

/** What a change of a key comes to, and the holders that the key leaves with it. Throws where it may not be. */
export async function prepareChange(
  context: ActionContext,
  before: KeyRecord,
  given: KeyFields,
  how: { readonly isHandedOver?: boolean } = {},
): Promise<{ readonly change: Partial<KeyRecord>; readonly within: readonly string[] }> {
  const [fields, rest] = readKey(changeWithinBounds(given, context.upperKeyParams), context.now());
  await checkBudget(context, fields.budgetId);
  await checkPlace(context, fields);
  const change = { ...fields, extra: mergeExtra(before.extra, rest) };
  await checkKeyGrant(context, { ...before, ...change }, before, how);
  return { change, within: moves(fields) ? aroundKey(before, await teamsAround(context, [before])) : [] };
}

const moves = ({ userId, teamId, organizationId }: Partial<KeyRecord>): boolean =>
  [userId, teamId, organizationId].some((id) => id !== undefined);
