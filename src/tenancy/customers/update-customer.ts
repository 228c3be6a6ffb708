import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { defineAction } from "../action.ts";
import { resolveBudget } from "../budgets/own-budget.ts";
import { mergeExtra } from "../given.ts";
import { anything, id } from "../params.ts";
import { changeSeenCustomer, findCustomer } from "./change-customer.ts";
import { customerOutput } from "./customer-output.ts";
import { tryUntilDone } from "../try-until-done.ts";
import { customerFields } from "./customer-params.ts";
import { readCustomer } from "./read-customer.ts";
import { showCustomers } from "./show-customers.ts";

/** What is left out stays, null clears. */
export const updateCustomer = defineAction({
  method: "POST",
  paths: ["/customer/update", "/end_user/update"],
  summary: "Change a customer",
  permission: "admin",
  input: z.object({ ...customerFields, user_id: id }).catchall(anything),
  output: customerOutput,
  async run(context, { user_id, ...given }) {
    const { fields, rest, ...wish } = readCustomer(given);
    const customer = await tryUntilDone(async () => {
      const before = await findCustomer(context, user_id, "user_id");
      const budgetId = await resolveBudget(context, nameHolder("end_user", user_id), before.budgetId, wish);
      return await changeSeenCustomer(context, before, {
        ...fields,
        ...(budgetId !== undefined && { budgetId }),
        extra: mergeExtra(before.extra, rest),
      });
    });
    return (await showCustomers(context, [customer]))[0] ?? null;
  },
});
