import { z } from "zod";
import { toUsd } from "../../core/money.ts";
import { defineAction } from "../action.ts";
import { identifyKey } from "../keys/resolve-key-hash.ts";
import { readDaysOrRecent } from "./days.ts";
import { spendOfCustomersOutput } from "./report-output.ts";
import { onlyOwnKey, withinScope } from "./spend-scope.ts";

/** As many as LiteLLM shows. */
const SHOWN_MAX = 100;

/** The day of an instant in ISO 8601. */
const instant = z.string().transform((text) => text.slice(0, "YYYY-MM-DD".length));

/** The dearest customers, of all keys or of one: the days between the two instants, both included. */
export const getSpendOfCustomers = defineAction({
  method: "POST",
  paths: ["/global/spend/end_users"],
  summary: "The customers that spent most",
  permission: "any-key",
  input: z.object({ api_key: z.string().nullish(), startTime: instant.nullish(), endTime: instant.nullish() }),
  output: spendOfCustomersOutput,
  async run(context, { api_key: given, startTime, endTime }) {
    const { actor, now, spend } = context;
    const key = typeof given === "string" ? await identifyKey(context, given) : undefined;
    withinScope(actor, { key });
    const dates = { start_date: startTime ?? undefined, end_date: endTime ?? undefined };
    const only = { ...(key !== undefined && { key: [key] }), ...onlyOwnKey(actor) };
    const query = { ...readDaysOrRecent(dates, now()), labels: "end_user", only, charged: true } as const;
    const rows = await spend.sumDays(["label"], query, SHOWN_MAX);
    return rows.map((row) => ({ end_user: row.label, total_count: row.requests, total_spend: toUsd(row.cost) }));
  },
});
