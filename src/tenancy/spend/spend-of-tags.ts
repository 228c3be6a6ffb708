import { z } from "zod";
import { toUsd } from "../../core/money.ts";
import type { SumRow } from "../../store/spend-report.ts";
import { defineAction, type ActionContext } from "../action.ts";
import { dateFields, type Days, readDays } from "./days.ts";
import { globalSpendOfTagsOutput, spendOfTagsOutput } from "./report-output.ts";
import { onlyOwnKey } from "./spend-scope.ts";
import { sumAll } from "./sum-all.ts";

/** From the first day to the last that has four digits to its year. */
const ALWAYS: Days = { from: "0000-01-01", to: "9999-12-31" };

const dated = z.object(dateFields);

/** An event counts once for each of its tags, so that the tags together may have spent more than there was. */
async function sumTags(
  context: ActionContext,
  days: Days,
  tags?: readonly string[],
): Promise<readonly SumRow<"label">[]> {
  return await sumAll(context.spend, ["label"], {
    ...days,
    labels: "tag",
    only: { ...onlyOwnKey(context.actor), label: tags },
    charged: true,
  });
}

/** Of all time where no dates are given. */
export const getSpendOfTags = defineAction({
  method: "GET",
  paths: ["/spend/tags"],
  summary: "Show what was spent under each tag",
  permission: "any-key",
  input: dated,
  output: spendOfTagsOutput,
  async run(context, input) {
    const isDated = input.start_date !== undefined || input.end_date !== undefined;
    const rows = await sumTags(context, isDated ? readDays(input) : ALWAYS);
    return rows.map(({ label, requests, cost }) => ({
      individual_request_tag: label,
      log_count: requests,
      total_spend: toUsd(cost),
    }));
  },
});

export const getGlobalSpendOfTags = defineAction({
  method: "GET",
  paths: ["/global/spend/tags"],
  summary: "Show what was spent under each tag, for a report",
  permission: "any-key",
  input: dated.extend({ tags: z.string().optional() }),
  output: globalSpendOfTagsOutput,
  async run(context, input) {
    const listed = input.tags?.split(",") ?? [];
    const tags = input.tags === undefined || input.tags === "" || listed.includes("all-tags") ? undefined : listed;
    const rows = await sumTags(context, readDays(input), tags);
    return {
      spend_per_tag: rows.map(({ label, requests, cost }) => ({
        name: label,
        spend: toUsd(cost),
        log_count: requests,
      })),
    };
  },
});
