import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import type { JsonObject } from "../../core/json.ts";
import { type ActionContext, defineAction } from "../action.ts";
import { gatherReads } from "../gather-reads.ts";
import { TOLD_MAX } from "../gone.ts";
import { dollars, name, texts } from "../params.ts";
import { stampChange } from "../stamps.ts";
import { tryUntilDone } from "../try-until-done.ts";
import { findKey } from "./change-key.ts";
import { bulkUpdatedKeysOutput } from "./key-output.ts";
import { identifyKey } from "./resolve-key-hash.ts";
import { showKeys } from "./show-keys.ts";
import { prepareChange, targetsOfChange } from "./update-key.ts";

const KEYS_MAX = 500;
/** Changed by one statement. It has their records as one parameter, and another as they were: D1 takes two megabytes each. */
const AT_ONCE = 100;

const item = z.object({
  key: z.string(),
  budget_id: name.nullish(),
  max_budget: dollars.nullish(),
  team_id: name.nullish(),
  tags: texts.nullish(),
});
type Item = z.output<typeof item>;

/** Each key for itself: one that cannot be changed stops no other. All of them take a handful of questions to the database. */
export const bulkUpdateKeys = defineAction({
  method: "POST",
  paths: ["/key/bulk_update"],
  summary: "Change several keys at once",
  permission: "grant-key",
  input: z.object({ keys: z.array(item).min(1).max(KEYS_MAX) }),
  over: {
    param: "keys",
    async find(context, { keys }) {
      const gathered = gatherReads(context);
      return (await Promise.all(keys.map((given) => targetsOfChange(gathered, given)))).flat();
    },
  },
  output: bulkUpdatedKeysOutput,
  async run(context, { keys }) {
    const gathered = gatherReads(context);
    const named = await Promise.all(
      keys.map(async (given) => ({ given, hash: await identifyKey(gathered, given.key) })),
    );
    const outcomes = new Map<Item, Outcome>();
    for (let rest = named; rest.length > 0;) {
      // A key that is named twice is changed twice, one after the other.
      const different = rest.filter((each, n) => rest.findIndex(({ hash }) => hash === each.hash) === n);
      const turn = different.slice(0, AT_ONCE);
      const toTell = Math.max(0, TOLD_MAX - outcomes.size);
      for (const outcome of await changeKeys(context, turn, toTell)) outcomes.set(outcome.given, outcome);
      rest = rest.filter((each) => !turn.includes(each));
    }
    const inOrder = keys.flatMap((given) => outcomes.get(given) ?? []);
    return {
      total_requested: keys.length,
      successful_updates: inOrder.flatMap(({ given, info }) =>
        info === undefined ? [] : [{ key: given.key, key_info: info }],
      ),
      failed_updates: inOrder.flatMap(({ given, reason }) =>
        reason === undefined ? [] : [{ key: given.key, key_info: null, failed_reason: reason }],
      ),
    };
  },
});

interface Outcome {
  readonly given: Item;
  /** The key as it is now, or why it is as it was. */
  readonly info?: JsonObject;
  readonly reason?: string;
}

/** No key twice. Those that can be changed are changed together. `toTell`: of so many holders others may still be told. */
async function changeKeys(
  context: ActionContext,
  asked: readonly { readonly given: Item }[],
  toTell: number,
): Promise<readonly Outcome[]> {
  return await tryUntilDone(async () => {
    const gathered = gatherReads(context);
    const tried = await Promise.all(asked.map(({ given }) => prepare(gathered, given)));
    const sound = tried.flatMap((each) => ("reason" in each ? [] : [each]));
    const changed = sound.length === 0 ? [] : await context.keys.changeAll(sound, stampChange(context));
    if (changed === undefined) return undefined;
    const told = changed.map(({ hash, updatedAtMs }, n) => ({
      holder: nameHolder("key", hash),
      epoch: updatedAtMs,
      within: sound[n]?.within ?? [],
    }));
    await context.changed(told.slice(0, toTell));
    const rows = await showKeys(context, changed);
    const shown = sound.map(({ given }, n): Outcome => {
      const { token: _, ...info } = rows[n] ?? {};
      return { given, info };
    });
    return [...shown, ...tried.filter((each) => "reason" in each)];
  });
}

async function prepare(context: ActionContext, given: Item) {
  try {
    const { key, ...fields } = given;
    const seen = await findKey(context, key);
    return { given, seen, ...(await prepareChange(context, seen, fields)) };
  } catch (error) {
    return { given, reason: GatewayError.from(error).message };
  }
}
