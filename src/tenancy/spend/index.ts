import type { Action } from "../action.ts";
import { calculateSpend } from "./calculate-spend.ts";
import { estimateCost } from "./estimate-cost.ts";
import { dailyActivities, getWholeActivity } from "./get-daily-activity.ts";
import { getCacheHits } from "./global-cache-hits.ts";
import { getGlobalExceptions, getGlobalExceptionsOfDeployments } from "./global-exceptions.ts";
import { getGlobalActivity, getGlobalActivityOfModels } from "./global-activity.ts";
import { globalSpend } from "./global-spend.ts";
import { getSpendLog } from "./get-spend-log.ts";
import { listAllEndUsers, listAllTagNames, listDistinctTags } from "./list-labels.ts";
import { listSpendLogs } from "./list-spend-logs.ts";
import { listSpendPages } from "./list-spend-pages.ts";
import { listUnpriced } from "./list-unpriced.ts";
import { refreshSpend } from "./refresh-spend.ts";
import { reportSpend } from "./report-spend.ts";
import { resetAllSpend } from "./reset-all-spend.ts";
import { getSpendOfCustomers } from "./spend-of-customers.ts";
import { getSpendOfKeyRows, getSpendOfUserRows } from "./spend-of-rows.ts";
import { getGlobalSpendOfTags, getSpendOfTags } from "./spend-of-tags.ts";
import { tagUsers } from "./tag-users.ts";

/** What was spent, event by event and added up, and what something would cost. */
export const spendActions: readonly Action[] = [
  listSpendLogs,
  listSpendPages,
  getSpendLog,
  listUnpriced,
  ...dailyActivities,
  getWholeActivity,
  reportSpend,
  ...globalSpend,
  getGlobalActivity,
  getGlobalActivityOfModels,
  getCacheHits,
  getGlobalExceptions,
  getGlobalExceptionsOfDeployments,
  getSpendOfTags,
  getGlobalSpendOfTags,
  getSpendOfCustomers,
  listAllEndUsers,
  listAllTagNames,
  listDistinctTags,
  ...tagUsers,
  getSpendOfKeyRows,
  getSpendOfUserRows,
  calculateSpend,
  estimateCost,
  refreshSpend,
  resetAllSpend,
];
