import { z } from "zod";
import { defineAction } from "../action.ts";
import { cacheHitsOutput } from "./activity-output.ts";
import { dateFields, readDays } from "./days.ts";
import { callType } from "./spend-log-row.ts";
import { onlyOf, spendScope } from "./spend-scope.ts";
import { readAll } from "./sum-all.ts";
import { eachGroup } from "./sums.ts";

/** What the cache answered, by the alias of the key, the kind of call and the model. */
export const getCacheHits = defineAction({
  method: "GET",
  paths: ["/global/activity/cache_hits"],
  summary: "What the cache answered, by key and model",
  permission: "any-key",
  input: z.object(dateFields),
  output: cacheHitsOutput,
  async run({ actor, spend }, input) {
    const query = { ...readDays(input), only: onlyOf(spendScope(actor)), charged: true };
    const rows = await readAll((limit) => spend.listCacheHits(query, limit));
    const shown = rows.map((row) => ({ ...row, alias: row.alias ?? "Unnamed Key", type: callType(row) }));
    return eachGroup(
      shown,
      ({ alias, type, model }) => JSON.stringify([alias, type, model]),
      (group) => {
        const sum = (field: "requests" | "hits" | "outputTokens" | "hitOutputTokens"): number =>
          group.reduce((so, row) => so + row[field], 0);
        return {
          api_key: group[0]?.alias ?? "",
          call_type: group[0]?.type ?? "",
          model: group[0]?.model ?? "",
          total_rows: sum("requests"),
          cache_hit_true_rows: sum("hits"),
          cached_completion_tokens: sum("hitOutputTokens"),
          generated_completion_tokens: sum("outputTokens") - sum("hitOutputTokens"),
        };
      },
    ).map(([, row]) => row);
  },
});
