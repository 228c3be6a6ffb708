import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { type ActionContext, defineAction } from "../action.ts";
import { dollars, name, texts } from "../params.ts";
import { showKey } from "./show-keys.ts";
import { applyChanges, targetsOfChange } from "./update-key.ts";

const KEYS_MAX = 500;

const item = z.object({
  key: z.string(),
  budget_id: name.nullish(),
  max_budget: dollars.nullish(),
  team_id: name.nullish(),
  tags: texts.nullish(),
});

/** Each key for itself: one that cannot be changed stops no other. */
export const bulkUpdateKeys = defineAction({
  method: "POST",
  paths: ["/key/bulk_update"],
  summary: "Change several keys at once",
  permission: "grant-key",
  input: z.object({ keys: z.array(item).min(1).max(KEYS_MAX) }),
  over: {
    param: "keys",
    find: async (context, { keys }) => (await Promise.all(keys.map((given) => targetsOfChange(context, given)))).flat(),
  },
  async run(context, { keys }) {
    const [successful, failed]: [JsonObject[], JsonObject[]] = [[], []];
    // One after the other: a key may be named twice, and the database takes a handful of questions at once.
    for (const given of keys) {
      const { ok, ...answer } = await tryChange(context, given);
      (ok ? successful : failed).push(answer);
    }
    return { total_requested: keys.length, successful_updates: successful, failed_updates: failed };
  },
});

async function tryChange(context: ActionContext, given: z.output<typeof item>) {
  try {
    const { token: _, ...info } = await showKey(context, await applyChanges(context, given));
    return { ok: true, key: given.key, key_info: info };
  } catch (error) {
    const { message } = GatewayError.from(error);
    return { ok: false, key: given.key, key_info: null, failed_reason: message };
  }
}
