import { z } from "zod";
import { defineAction } from "../action.ts";
import { dateFields, readDaysOrRecent } from "./days.ts";
import { unpricedOutput } from "./log-output.ts";
import { onlyOf, spendScope } from "./spend-scope.ts";
import { readAll } from "./sum-all.ts";
import { logTable } from "./tables.ts";

/**
 * Requests that cost something nobody knows, by day and deployment: every total has a gap there. Not LiteLLM's. Who sees
 * everybody sees attempts that nobody was charged for too.
 */
export const listUnpriced = defineAction({
  method: "GET",
  paths: ["/spend/unpriced"],
  summary: "Requests without a known price, by day and deployment",
  permission: "any-key",
  input: z.object(dateFields),
  output: unpricedOutput,
  table: logTable,
  async run({ actor, now, spend }, input) {
    const query = { ...readDaysOrRecent(input, now()), only: onlyOf(spendScope(actor)) };
    const rows = await readAll((limit) => spend.listUnpriced(query, limit));
    return {
      data: rows.map((row) => ({
        date: row.day,
        provider: row.provider,
        model: row.model,
        model_group: row.modelGroup,
        model_id: row.deployment,
        unpriced_requests: row.requests,
        prompt_tokens: row.inputTokens,
        completion_tokens: row.outputTokens,
        total_tokens: row.inputTokens + row.outputTokens,
      })),
      total_unpriced_requests: rows.reduce((sum, { requests }) => sum + requests, 0),
    };
  },
});
